import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { picture } from './journey';
import { example, job, raise } from './stage';

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL', exact: true });

const own = (id: string, changes: Record<string, unknown> = {}) =>
  job(id, {
    query: null,
    title: 'Own SQL',
    sql: 'select count(*)\nfrom nyc_yellow_taxi\nwhere vendor_id = :vendor',
    arguments: { vendor: '2' },
    ...changes,
  });

/** A stage for an analyst: the catalogue, personal queries, and a job for each statement. */
async function raiseForAnalyst(page: Page) {
  const asked: Record<string, unknown>[] = [];
  const kept: Record<string, unknown>[] = [];
  const stage = await raise(page, { groups: ['analyst'], jobs: [own('before')] });
  await page.route('**/api/warehouse/schemas', (route) =>
    route.fulfill({ json: example('schemas') }),
  );
  await page.route('**/api/warehouse/tables?*', (route) =>
    route.fulfill({ json: example('tables') }),
  );
  await page.route('**/api/warehouse/columns?*', (route) =>
    route.fulfill({ json: example('columns') }),
  );
  await page.route('**/api/queries/mine', (route) => route.fulfill({ json: { queries: kept } }));
  await page.route('**/api/queries/mine/*', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1);
    const method = route.request().method();
    if (method === 'PUT') {
      kept.push({
        ...(route.request().postDataJSON() as object),
        name,
        updatedAt: stage.now(),
      });
    } else if (method === 'DELETE') {
      kept.length = 0;
      await route.fulfill({ status: 204 });
      return;
    }
    await route.fulfill({ json: kept.find((each) => each.name === name) });
  });
  await page.route('**/api/jobs', async (route) => {
    if (route.request().method() !== 'POST') {
      await route.fallback();
      return;
    }
    const submission = route.request().postDataJSON() as Record<string, unknown>;
    asked.push(submission);
    const ends = {
      state: 'FAILED',
      error: {
        code: 'STATEMENT_FAILED',
        message: 'ERROR: syntax error at or near "nyc_yellow_taxi"\n  Position: 15',
      },
      rowCount: null,
      expiresAt: null,
    };
    await route.fulfill({
      status: 202,
      json: own(`job-${asked.length}`, { ...submission, ...ends }),
    });
  });
  await page.goto('/#/sql');
  await expect(page.getByText('Runs as database user querycast_reader in dev.')).toBeVisible();
  return { asked, kept };
}

test('an analyst writes with help, is asked for parameters, and sees where it failed', async ({
  page,
}) => {
  const { asked } = await raiseForAnalyst(page);
  await editor(page).click();
  await page.keyboard.type('select * from nyc_ye');
  // With a click: at first the list ignores keys, so that it does not take a key that was meant for
  // the text.
  await page.getByRole('option', { name: /nyc_yellow_taxi/ }).click();
  await page.keyboard.type(' where trip_di');
  await expect(page.getByRole('option', { name: /trip_distance/ })).toBeVisible();
  await picture(page, 'sql-completion');
  await page.getByRole('option', { name: /trip_distance/ }).click();
  await page.keyboard.type(" > :miles and ':no' <> pickup_datetime::text");

  await page.keyboard.press('Control+Enter');
  await expect(
    page.getByText('Please fill this in: Redshift does not accept an empty value.'),
  ).toBeVisible();
  await expect(page.getByLabel('miles')).toBeFocused();
  await expect(page.getByRole('listbox'), 'help for a word that is done').toHaveCount(0);
  await page.getByLabel('miles').fill('10');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]).toEqual({
    sql: "select * from nyc_yellow_taxi where trip_distance > :miles and ':no' <> pickup_datetime::text",
    arguments: { miles: '10' },
  });

  await editor(page).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('select *\nform nyc_yellow_taxi');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Redshift stopped at line 2')).toBeVisible();
  await expect(page.locator('.cm-lintRange-error')).toHaveText('nyc_yellow_taxi');
  await picture(page, 'sql-error');
});

test('a selected part runs alone, and a long line is formatted', async ({ page }) => {
  const { asked } = await raiseForAnalyst(page);
  await editor(page).click();
  await page.keyboard.insertText('select 1 as a, 2 as b from t');
  await expect(page.getByRole('button', { name: 'Run selection' })).toBeDisabled();
  await page.keyboard.press('Home');
  for (let left = 'select 1 as a'.length; left > 0; left--) {
    await page.keyboard.press('Shift+ArrowRight');
  }
  await page.getByRole('button', { name: 'Run selection' }).click();
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]?.sql).toBe('select 1 as a');
  await editor(page).press('Control+Shift+Enter');
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]?.sql).toBe('select 1 as a');
  await page.getByRole('button', { name: 'Format' }).click();
  await expect(page.locator('.cm-line')).toHaveCount(5);
});

test('a query is kept, opened and deleted, and history comes back', async ({ page }) => {
  const { kept } = await raiseForAnalyst(page);
  await page.getByRole('button', { name: /select count/ }).click();
  await expect(page.locator('.cm-line')).toHaveCount(3);
  await expect(page.getByLabel('vendor')).toHaveValue('2');
  await page.getByLabel('Title').fill('My trips');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('“My trips” is saved.')).toBeVisible();
  expect(kept[0]?.name).toBe('my-trips');

  await editor(page).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('select 2');
  await page.getByRole('button', { name: 'Open My trips' }).click();
  await expect(page.locator('.cm-line')).toHaveCount(3);
  await page.getByRole('button', { name: 'Delete My trips' }).click();
  await page.getByRole('button', { name: 'Delete “My trips” permanently' }).click();
  await expect(page.getByText('None yet.')).toBeVisible();
});

test('the keyboard can enter the editor and leave it', async ({ page }) => {
  await raiseForAnalyst(page);
  await editor(page).focus();
  await page.keyboard.type('/j?');
  await expect(page.locator('.cm-line')).toHaveText('/j?');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeFocused();
});

const looks = [
  { name: 'desktop-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'desktop-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: 'phone-light', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const;

type Look = (typeof looks)[number];

async function looksRight(
  page: Page,
  name: string,
  viewport: Look['viewport'],
  colorScheme: Look['colorScheme'],
) {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  // A picture follows the new width a moment later.
  const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await expect.poll(overhang, 'nothing hangs over the side').toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await picture(page, name);
}

test('the editor looks as it should, small and large, light and dark', async ({ page }) => {
  await raiseForAnalyst(page);
  await page.getByRole('button', { name: /select count/ }).click();
  await expect(page.getByLabel('vendor')).toHaveValue('2');
  for (const { name, viewport, colorScheme } of looks) {
    await test.step(name, () => looksRight(page, `sql-${name}`, viewport, colorScheme));
  }
});

/** What the server answers to own SQL: with the tick an answer of three minutes ago, else a new run. */
async function answer(page: Page): Promise<Record<string, unknown>[]> {
  const asked: Record<string, unknown>[] = [];
  const served = { by: 'answer', statement: 'before', age: 'PT3M' };
  await page.route('**/api/jobs', async (route) => {
    if (route.request().method() !== 'POST') {
      await route.fallback();
      return;
    }
    const submission = route.request().postDataJSON() as Record<string, unknown>;
    asked.push(submission);
    const id = `run-${asked.length}`;
    const { maxAge, ...rest } = submission;
    const at = new Date().toISOString();
    const taken = {
      version: 1,
      submittedAt: at,
      startedAt: at,
      endedAt: at,
      receipt: {
        stored: at,
        accepted: null,
        redshiftEnded: null,
        learned: null,
        learnedFrom: null,
      },
      served,
    };
    const json = own(id, { ...rest, ...(maxAge === 'PT10M' && taken) });
    await route.fulfill({ status: 202, json });
  });
  const rows = { ...example('rows'), next: undefined };
  await page.route('**/api/jobs/*/rows', (route) => route.fulfill({ json: rows }));
  // A list has only the beginning of long SQL, so the page asks for the whole job.
  await page.route('**/api/jobs/run-*', (route) =>
    route.fulfill({ json: own('run-2', { arguments: {}, sql: 'select 1', served }) }),
  );
  return asked;
}

test('an answer that is there comes at once, says how old it is, and is run anew on demand', async ({
  page,
}) => {
  await raiseForAnalyst(page);
  const asked = await answer(page);
  await editor(page).click();
  await page.keyboard.insertText('select 1');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => asked).toEqual([{ sql: 'select 1', arguments: {} }]);
  await expect(page.getByText(/^As of/)).toHaveCount(0);

  await page.getByLabel('Take an answer of the last 10 minutes').check();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/^As of .*, 3 min ago$/)).toBeVisible();
  expect(asked[1]).toEqual({ sql: 'select 1', arguments: {}, maxAge: 'PT10M' });
  await expect(page.getByRole('button', { name: 'Run again', exact: true })).toHaveCount(0);
  for (const { name, viewport, colorScheme } of looks) {
    await test.step(name, () => looksRight(page, `answer-${name}`, viewport, colorScheme));
  }

  await page.getByRole('button', { name: 'Run anew' }).click();
  await expect.poll(() => asked.length).toBe(3);
  expect(asked[2]).toEqual({ sql: 'select 1', arguments: {}, maxAge: 'PT0S' });
  await expect(page.getByText(/^As of/)).toHaveCount(0);
});
