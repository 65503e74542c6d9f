import { expect, test } from '@playwright/test';
import { picture } from './journey';
import { demo } from './scenes';
import { job, raise } from './stage';

test.use({ viewport: { width: 1280, height: 900 } });

const going = (changes: Record<string, unknown> = {}) =>
  job('long', {
    state: 'RUNNING',
    version: 2,
    arguments: { month: '2015-07' },
    submittedAt: new Date(Date.now() - 60_000).toISOString(),
    startedAt: new Date(Date.now() - 59_000).toISOString(),
    endedAt: null,
    expiresAt: null,
    rowCount: null,
    resultBytes: null,
    ...changes,
  });

test('with the keyboard alone, queries are searched, marked and found again, and colours are chosen', async ({
  page,
}) => {
  await raise(page, demo);
  await page.goto('/#/queries');
  await expect(page.getByRole('link', { name: 'Busiest hours' }).first()).toBeVisible();

  await page.keyboard.press('/');
  await expect(page.getByLabel('Search queries')).toBeFocused();
  await page.keyboard.type('weekday hour');
  const catalogue = page.getByRole('navigation', { name: 'Queries' });
  await expect(catalogue.getByRole('link')).toHaveText(['Busiest hours']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(catalogue.getByRole('heading', { name: 'Favourites' })).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Busiest hours' })).toBeVisible();
  await expect(page.getByLabel('Month')).toHaveValue('2015-03');
  await page.getByLabel('Search queries').fill('nothing like it');
  await expect(page.getByText('No query matches “nothing like it”.')).toBeVisible();

  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('link', { name: /2014-12/ })).toBeVisible();
  await page.getByLabel('Colours').selectOption('Dark');
  await picture(page, 'flow-dark-by-choice');
  const dark = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await dark()).toBe('dark');
  await page.reload();
  await expect(page.getByLabel('Colours')).toHaveValue('dark');
  expect(await dark()).toBe('dark');
});

test('a job is cancelling until Redshift says that it is cancelled', async ({ page }) => {
  const running = going();
  const stage = await raise(page, { ...demo, jobs: [running] });
  await page.route('**/api/jobs/long', async (route) => {
    if (route.request().method() !== 'DELETE') {
      await route.fallback();
      return;
    }
    await route.fulfill({ status: 202, json: { ...running, version: 3, cancelRequested: true } });
  });
  await page.goto('/#/jobs/long');

  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('It stays here until Redshift has stopped it.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancelling…' })).toBeDisabled();
  await picture(page, 'flow-cancelling');

  const ended = { ...running, state: 'CANCELLED', version: 4, endedAt: stage.now() };
  await stage.tell({ type: 'job', sentAt: stage.now(), job: ended });
  await expect(page.getByText('This job was cancelled. It has no rows.')).toBeVisible();
});

test('a long job that ends in a hidden tab gives a desktop notification, and the receipt ends with the screen', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const told: string[] = [];
    class Told {
      static permission = 'granted';
      static requestPermission = () => Promise.resolve('granted');
      constructor(title: string) {
        told.push(title);
      }
      close() {
        told.push('closed');
      }
    }
    Object.assign(window, { Notification: Told, told });
  });
  const stage = await raise(page, { ...demo, jobs: [going()] });
  await page.goto('/#/jobs/long');
  await page.getByLabel('Tell me when a long job ends').check();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  });

  const end = Date.now();
  const at = (offset: number) => new Date(end + offset).toISOString();
  const ended = going({
    state: 'FINISHED',
    version: 3,
    endedAt: at(-20),
    expiresAt: at(86_400_000),
    rowCount: 1,
    resultBytes: 20,
    receipt: {
      stored: at(-60_000),
      accepted: at(-59_950),
      redshiftEnded: at(-20),
      learned: at(-5),
      learnedFrom: 'event',
    },
  });
  const result = { columns: [{ name: 'n', type: 'int4' }], rows: [[42]] };
  await stage.tell({ type: 'job', sentAt: at(0), job: ended, result });

  await expect(page.getByRole('gridcell', { name: '42' })).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { told: string[] }).told)).toEqual([
    'Trips by day 2015-07: finished',
  ]);
  await page.getByText('Receipt').click();
  const steps = page.locator('.receipt li');
  await expect(steps).toHaveCount(6);
  await expect(steps.last()).toContainText(/^Painted\+\d/);
  await picture(page, 'flow-receipt');
});

test('a whole result is a file: the button requests it, with an address that works once', async ({
  page,
}) => {
  await raise(page, demo);
  const asked: string[] = [];
  await page.route('**/api/jobs/march/downloads', async (route) => {
    asked.push(route.request().postData() ?? '');
    const url = new URL('/api/downloads/key', route.request().url()).href;
    await route.fulfill({ status: 201, json: { url } });
  });
  await page.goto('/#/jobs/march');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();

  expect((await coming).url()).toMatch(/\/api\/downloads\/key$/);
  expect(asked).toEqual(['{"format":"csv"}']);
});

test('a machine without network says so, and that nothing is lost', async ({ page, context }) => {
  await raise(page, demo);
  await page.goto('/#/queries/trips-by-day');
  await expect(page.getByRole('heading', { name: 'Trips by day' })).toBeVisible();

  await context.setOffline(true);
  await expect(page.getByText('This machine is offline.')).toBeVisible();
  await picture(page, 'flow-offline');
  await context.setOffline(false);
  await expect(page.getByText('This machine is offline.')).toHaveCount(0);
});
