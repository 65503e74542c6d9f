import { expect, test } from '@playwright/test';
import { year } from './surroundings';
import {
  arrive,
  becomeAnalyst,
  chooseMonth,
  codes,
  confirm,
  datesOf,
  daysOf,
  expectSignedIn,
  jobOf,
  newUser,
  picture,
  run,
  signIn,
  signOut,
  signUp,
} from './journey';

// High enough for all days of a month: only visible rows are in the document.
test.use({ viewport: { width: 1280, height: 1500 } });

test('from signing up to the rows and out again', async ({ page, request }) => {
  const user = newUser();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (question) => asked.push(`${question.method()} ${question.url()}`));
  page.on('console', (line) => {
    if (line.text().includes('Content Security Policy')) {
      complaints.push(line.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto('/');
  await picture(page, '1-sign-in');
  await signUp(page, user);
  await picture(page, '2-code');
  const [code = ''] = await codes(request, user);
  await confirm(page, code);
  await expectSignedIn(page);
  await signOut(page);
  await signIn(page, user);
  await expectSignedIn(page);
  await picture(page, '3-queries');

  await chooseMonth(page, `${year}-03`);
  asked.length = 0;
  await run(page);
  expect(await datesOf(page, `${year}-03`)).toEqual(daysOf(`${year}-03`, 31));
  await expect(page.getByText(/^told by Redshift’s event, /)).toBeVisible();
  await picture(page, '4-rows');

  const calls = asked.filter((each) => each.includes('/api/'));
  expect(calls, 'one request, and the rows came by themselves').toEqual([
    expect.stringMatching(/^POST .*\/api\/jobs$/),
  ]);
  expect(
    asked.filter((each) => each.includes('eyJ')),
    'no token in a URL',
  ).toEqual([]);
  expect(complaints).toEqual([]);

  await signOut(page);
  await picture(page, '5-signed-out');
  const left = await page.evaluate(() => document.body.innerHTML + JSON.stringify(localStorage));
  expect(left).not.toContain(user.email);
  expect(left).not.toContain(`${year}-03`);
  expect(left).not.toContain('Token');
});

test('two runs of one query both keep their rows', async ({ page, request }) => {
  await arrive(page, request);
  await chooseMonth(page, `${year}-03`);
  await run(page);
  await chooseMonth(page, `${year}-04`);
  await run(page);
  expect(await datesOf(page, `${year}-04`)).toEqual(daysOf(`${year}-04`, 30));

  await jobOf(page, `${year}-03`).click();
  expect(await datesOf(page, `${year}-03`)).toEqual(daysOf(`${year}-03`, 31));
  await jobOf(page, `${year}-04`).click();
  expect(await datesOf(page, `${year}-04`)).toEqual(daysOf(`${year}-04`, 30));
  await picture(page, 'two-runs');
});

test('a job is still there after the page is loaded again', async ({ page, request }) => {
  await arrive(page, request);
  await chooseMonth(page, `${year}-03`);
  await run(page);
  await datesOf(page, `${year}-03`);

  await page.reload();
  await jobOf(page, `${year}-03`).click();
  expect(await datesOf(page, `${year}-03`)).toEqual(daysOf(`${year}-03`, 31));
});

const zones = [
  { timezoneId: 'America/New_York', tag: [] },
  { timezoneId: 'Asia/Tokyo', tag: ['@long'] },
];

for (const { timezoneId, tag } of zones) {
  test.describe(`in ${timezoneId}`, { tag }, () => {
    test.use({ timezoneId });

    test('January is January and December is December', async ({ page, request }) => {
      await arrive(page, request);
      for (const month of [`${year}-01`, `${year}-12`]) {
        await chooseMonth(page, month);
        await run(page);
        expect(await datesOf(page, month)).toEqual(daysOf(month, 31));
      }
    });
  });
}

test('an impossible argument is reported at its field', async ({ page, request }) => {
  // Without the limits in the form, only the server knows them.
  await page.route('**/api/queries', async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replace(/"(min|max)":"[^"]*"/g, '"$1":null');
    await route.fulfill({ response: answer, body: text });
  });
  await arrive(page, request);

  await chooseMonth(page, '');
  await run(page);
  await expect(page.getByText('Please fill this in.')).toBeVisible();
  await expect(page.getByLabel('Month')).toBeFocused();

  await chooseMonth(page, '1850-01');
  await run(page);
  const month = page.getByLabel('Month');
  await expect(month).toHaveAttribute('aria-invalid', 'true');
  await expect(month).toHaveAccessibleDescription(/month/i);
  await picture(page, 'argument-refused');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test('every step fits the screen, and only the rows scroll sideways', async ({
    page,
    request,
  }) => {
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.goto('/');
    expect(await overhang()).toBeLessThanOrEqual(0);
    await arrive(page, request);
    await picture(page, 'phone-1-queries');
    expect(await overhang()).toBeLessThanOrEqual(0);

    await chooseMonth(page, `${year}-03`);
    await run(page);
    await datesOf(page, `${year}-03`);
    // The chart comes first.
    await expect(page.getByRole('img', { name: /^Line/ })).toBeInViewport();
    await page.getByRole('grid').scrollIntoViewIfNeeded();
    await expect(page.getByRole('gridcell', { name: `${year}-03-01` })).toBeInViewport();
    expect(await overhang()).toBeLessThanOrEqual(0);
    await picture(page, 'phone-2-rows');
  });
});

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark', viewport: { width: 1280, height: 800 } });

  test('the page is dark', async ({ page, request }) => {
    await page.goto('/');
    await picture(page, 'dark-1-sign-in');
    await arrive(page, request);
    await chooseMonth(page, `${year}-03`);
    await run(page);
    await datesOf(page, `${year}-03`);
    await picture(page, 'dark-2-rows');

    const light = await page.evaluate(() => {
      const [red = 255] = getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? [];
      return Number(red);
    });
    expect(light).toBeLessThan(64);
  });
});

test('an analyst queries the real warehouse, and Redshift’s error is marked', async ({
  page,
  request,
}) => {
  const user = newUser();
  await signUp(page, user);
  const [code = ''] = await codes(request, user);
  await becomeAnalyst(request, user);
  await confirm(page, code);
  await page.getByRole('link', { name: 'SQL', exact: true }).click();
  await expect(page.getByText('Runs as database user querycast_reader in dev.')).toBeVisible();
  const editor = page.getByRole('textbox', { name: 'SQL', exact: true });
  await editor.click();
  await page.keyboard.insertText('select :word as word');
  await page.getByLabel('word', { exact: true }).fill('taxi');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Rows' }).getByText('taxi')).toBeVisible();
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('select *\nform nyc_yellow_taxi');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.cm-lintRange-error')).toHaveText('form');
  await picture(page, 'sql-journey');
});
