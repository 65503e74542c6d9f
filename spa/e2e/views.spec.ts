import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { picture } from './journey';
import { demo } from './scenes';
import { raise } from './stage';

const grid = (page: Page) => page.getByRole('grid', { name: 'Rows' });

/** Each view, by its address, and what tells that it is whole. */
const views: readonly (readonly [string, string, (page: Page) => Promise<void>])[] = [
  [
    'query',
    '#/queries/trips-by-day?month=2015-03',
    async (page) => {
      await expect(page.getByLabel('Month')).toHaveValue('2015-03');
    },
  ],
  [
    'form',
    '#/queries/every-type',
    async (page) => {
      await page.getByLabel('At least').fill('1000');
      await page.getByLabel('Day', { exact: true }).focus();
      await expect(page.getByText('Please stay between 1 and 100.')).toBeVisible();
    },
  ],
  [
    'jobs',
    '#/jobs',
    async (page) => {
      await expect(page.getByRole('link', { name: /2014-12/ })).toBeVisible();
    },
  ],
  [
    'line',
    '#/jobs/march',
    async (page) => {
      await expect(grid(page).getByText('2015-03-01')).toBeVisible();
      await expect(page.getByRole('img', { name: /^Line: trips by trip_date/ })).toBeVisible();
      await page.getByText('Columns', { exact: true }).click();
      await expect(page.getByText('distinct').first()).toBeVisible();
      await page.getByText('Receipt').click();
    },
  ],
  [
    'heatmap',
    '#/jobs/hours',
    async (page) => {
      await expect(page.getByRole('img', { name: /^Heat map: trips by/ })).toBeVisible();
    },
  ],
  [
    'stacked',
    '#/jobs/mix',
    async (page) => {
      await expect(page.getByRole('img', { name: /^Stacked bars: trips by/ })).toBeVisible();
    },
  ],
  [
    'compare',
    '#/jobs/march/with/march-again',
    async (page) => {
      await expect(page.getByText('1 added')).toBeVisible();
      await expect(page.getByText('1 changed')).toBeVisible();
      await expect(page.getByText('29 the same')).toBeVisible();
    },
  ],
  [
    'running',
    '#/jobs/going',
    async (page) => {
      await expect(page.getByText('The rows will appear here by themselves.')).toBeVisible();
    },
  ],
  [
    'failed',
    '#/jobs/failed',
    async (page) => {
      await expect(page.getByText('"pikup_datetime" does not exist')).toBeVisible();
    },
  ],
  [
    'expired-result',
    '#/jobs/expired',
    async (page) => {
      await expect(page.getByText('this one has expired')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Run again', exact: true })).toBeVisible();
    },
  ],
  [
    'unknown-job',
    '#/jobs/01NOSUCHJOB',
    async (page) => {
      await expect(page.getByText('There is no such job.')).toBeVisible();
    },
  ],
  [
    'removed-query',
    '#/queries/trips-by-moon',
    async (page) => {
      await expect(page.getByText('There is no query “trips-by-moon” here.')).toBeVisible();
    },
  ],
  [
    'misfit',
    '#/queries/trips-by-day?month=13&moon=full',
    async (page) => {
      await expect(page.getByText(/no longer fits.*month, moon/)).toBeVisible();
    },
  ],
  [
    'removed-query-of-a-job',
    '#/jobs/gone',
    async (page) => {
      await expect(page.getByText('This query is no longer offered')).toBeVisible();
    },
  ],
  [
    'shortcuts',
    '#/jobs/march',
    async (page) => {
      await expect(grid(page)).toBeVisible();
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
];

async function lookAt(page: Page, name: string) {
  const overhanging = await page.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll('#root *')]
          .filter((each) => each.getBoundingClientRect().right > innerWidth)
          .map((each) => `${each.tagName} ${each.className}`),
  );
  expect(overhanging, 'nothing hangs over the side').toEqual([]);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await picture(page, name);
}

const looks = [
  { name: 'desktop-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const;

for (const { name, viewport, colorScheme } of looks) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme, reducedMotion: 'reduce' });

    test('every view fits, reads well and can be used by all', async ({ page }) => {
      test.setTimeout(240_000);
      await raise(page, demo);
      for (const [view, link, isWhole] of views) {
        await page.goto('about:blank');
        await page.goto(`/${link}`);
        await test.step(view, async () => {
          await isWhole(page);
          await lookAt(page, `view-${view}-${name}`);
        });
      }
    });
  });
}

test.describe('4K', () => {
  test.use({
    viewport: { width: 3840, height: 2160 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });

  test('a large screen is used', async ({ page }) => {
    await raise(page, demo);
    await page.goto('/#/jobs/march');
    await expect(page.getByRole('img', { name: /^Line/ })).toBeVisible();
    await lookAt(page, 'view-line-4k');
  });
});
