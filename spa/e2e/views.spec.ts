import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { picture } from './journey';
import { demo } from './scenes';
import { example, raise } from './stage';
import { isThorough } from './surroundings';

const grid = (page: Page) => page.getByRole('grid', { name: 'Rows' });

/** Each view with its address, and with what is visible once the view is complete. */
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
      const panel = page.locator('.result');
      await expect(panel.getByRole('progressbar', { name: 'The usual time' })).toBeVisible();
      await expect(
        panel.getByText(/^(usually takes|longer than usual, which is) 40 s$/),
      ).toBeVisible();
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
    'nowhere',
    '#/qeuries/trips-by-day',
    async (page) => {
      await expect(page.getByText('This link leads nowhere.')).toBeVisible();
    },
  ],
  [
    'value',
    '#/jobs/march',
    async (page) => {
      await grid(page).getByText('2015-03-02').dblclick();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  [
    'account',
    '#/jobs',
    async (page) => {
      await page.getByRole('button', { name: /^Account of/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  [
    'misfit',
    '#/queries/trips-by-day?month=13&moon=full',
    async (page) => {
      await expect(page.getByText(/no longer fit .*month, moon/)).toBeVisible();
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
    'usage',
    '#/usage',
    async (page) => {
      await expect(page.getByRole('row', { name: /^Own SQL/ })).toBeVisible();
      await expect(page.getByRole('row', { name: /^You/ })).toBeVisible();
      await page.getByLabel('Pictures show').selectOption('time of Redshift');
      const pictures = page.getByRole('img', { name: /^Stacked bars: time of Redshift/ });
      await expect(pictures).toHaveCount(3);
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
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await picture(page, name);
}

const desktop = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };
const looks = [
  { name: 'desktop-light', viewport: desktop, colorScheme: 'light' },
  ...(isThorough
    ? ([
        { name: 'phone-dark', viewport: phone, colorScheme: 'dark' },
        { name: 'desktop-dark', viewport: desktop, colorScheme: 'dark' },
        { name: 'phone-light', viewport: phone, colorScheme: 'light' },
      ] as const)
    : []),
] as const;

for (const { name, viewport, colorScheme } of looks) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme, reducedMotion: 'reduce' });

    test('every view fits, is readable and is accessible', async ({ page }) => {
      test.setTimeout(240_000);
      await raise(page, { ...demo, groups: ['admin'] });
      for (const [view, link, isWhole] of views) {
        if (isThorough && looks[0].name === name) {
          // Here each link opens the page; otherwise it leads on from the view before.
          await page.goto('about:blank');
        }
        await page.goto(`/${link}`);
        await test.step(view, async () => {
          await isWhole(page);
          await lookAt(page, `view-${view}-${name}`);
          // Closes the dialog, if there is one.
          await page.keyboard.press('Escape');
        });
      }
    });
  });
}

for (const { name, viewport, colorScheme } of looks) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme, reducedMotion: 'reduce' });

    test('an empty page says what to do, and so does one without network', async ({
      page,
      context,
    }) => {
      await raise(page, { queries: { queries: [] } });
      await page.goto('/#/queries');
      await expect(page.getByText('There are no queries on this server yet.')).toBeVisible();
      await lookAt(page, `view-no-queries-${name}`);
      await page.goto('/#/jobs');
      await expect(page.getByText('Nothing yet. Choose a query and run it.')).toBeVisible();
      await context.setOffline(true);
      await expect(page.getByText('This machine is offline.')).toBeVisible();
      await lookAt(page, `view-no-jobs-offline-${name}`);
      await context.setOffline(false);
    });

    test('the forms for signing in are accessible', async ({ page }) => {
      await page.route('**/api/config', (route) => route.fulfill({ json: example('config') }));
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      await lookAt(page, `view-sign-in-${name}`);
      await page.getByRole('button', { name: 'Create an account' }).click();
      await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
      await lookAt(page, `view-sign-up-${name}`);
    });
  });
}

test('on a phone the head of the page takes two lines, and nothing of it is cut off', async ({
  page,
}) => {
  await page.setViewportSize(phone);
  await raise(page, { ...demo, groups: ['analyst', 'admin'] });
  await page.goto('/#/jobs');
  await expect(page.getByRole('link', { name: 'SQL' })).toBeVisible();
  await expect(page.getByText('connected', { exact: true })).toBeAttached();

  expect((await page.getByRole('banner').boundingBox())?.height).toBeLessThanOrEqual(92);
  const boxes = await page
    .getByRole('banner')
    .locator('a:not(.skip), button:visible, select, .wordmark')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON() as DOMRect));
  boxes.forEach((one, index) => {
    expect(one.right).toBeLessThanOrEqual(phone.width);
    for (const other of boxes.slice(index + 1)) {
      const apart =
        one.right <= other.left ||
        other.right <= one.left ||
        one.bottom <= other.top ||
        other.bottom <= one.top;
      expect(apart, 'nothing lies on anything').toBe(true);
    }
  });
  await picture(page, 'view-head-phone');
});

test.describe('4K', { tag: '@long' }, () => {
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
