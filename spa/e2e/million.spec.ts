import { writeFileSync } from 'node:fs';
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { picture } from './journey';
import { watchLoad } from './load';
import { queries } from './scenes';
import { job, raise } from './stage';
import { isThorough } from './surroundings';

const million = 1_000_000;
const perPage = 25_000;

/** The pages, as Redshift returns them; the number in the name says at which row a page begins. */
function page(name: string | null): string {
  const from = Number(name ?? 0);
  const rows = Array.from({ length: perPage }, (_, index) => {
    const n = from + index;
    return `[${n},"${n % 7 === 0 ? 'every seventh' : 'another'}",${n % 10 === 0 ? 'null' : `"${n}.25"`}]`;
  });
  const next = from + perPage;
  return (
    '{"columns":[{"name":"n","type":"int8"},{"name":"word","type":"varchar"},{"name":"price","type":"numeric"}],' +
    `"rows":[${rows.join(',')}]${next < million ? `,"next":"${next}"` : ''}}`
  );
}

/** How far the rows move in each frame, in pixels. A fling begins fast and slows down. */
const speeds = {
  // A frame that is late here is late because of the machine.
  'at rest': () => 0,
  wheel: () => 100,
  'fast wheel': () => 300,
  fling: (at: number) => 600 * 0.98 ** at,
  jumps: () => 2_000,
};

const frames = 240;
/** The duration of one frame at 60 frames a second, in ms. */
const frame = 1_000 / 60;

/**
 * Measures the frames while rows scroll by, half of the time down and half of it up. Returns their
 * durations in ms, how many were too late for 60 a second, and how long the page's thread worked in
 * each, whatever else the machine did.
 */
async function framesOf(tab: Page, devtools: CDPSession, steps: readonly number[]) {
  const work = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const load = await watchLoad(tab.context().browser());
  const before = await work();
  const times = await tab.evaluate(async (ways) => {
    const box = document.querySelector('[role=grid]');
    const taken: number[] = [];
    await new Promise(requestAnimationFrame);
    let last = performance.now();
    for (const way of ways) {
      box?.scrollBy(0, way);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      taken.push(now - last);
      last = now;
    }
    return taken.sort((a, b) => a - b);
  }, steps);
  const busy = ((await work()) - before) * 1_000;
  const round = (value = 0) => Math.round(value * 10) / 10;
  return {
    late: times.filter((each) => each > 25).length,
    median: round(times[times.length / 2]),
    p95: round(times[Math.floor(times.length * 0.95)]),
    most: round(times.at(-1)),
    work: Math.round((busy / times.length) * 100) / 100,
    others: await load(),
  };
}

test.use({ viewport: { width: 1280, height: 900 } });

const manyRows = 'a million rows are one table that is scrolled, sorted, counted and copied';
test(manyRows, { tag: '@long' }, async ({ page: tab, context }) => {
  test.setTimeout(180_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await raise(tab, {
    queries,
    jobs: [job('all', { rowCount: million, resultBytes: 30_000_000 })],
    page: (_id, name) => page(name),
  });
  await tab.goto('/#/jobs/all');
  const grid = tab.getByRole('grid');
  await expect(grid.getByText('999,999', { exact: true })).toHaveCount(0);
  await expect(grid).toHaveAttribute('aria-rowcount', String(million + 1));
  // Everything loads by itself, and then no button offers more.
  await expect(tab.getByText(/ of 1,000,000 rows here/)).toHaveCount(0, { timeout: 120_000 });

  await grid.focus();
  await tab.keyboard.press('Control+End');
  await tab.keyboard.press('Control+End');
  await expect(grid.getByText('999,999', { exact: true })).toBeVisible();
  const inDocument = await grid.locator('[role=row]').count();
  expect(inDocument, 'only what is in sight is there').toBeLessThan(60);
  await picture(tab, 'million-end');

  const devtools = await context.newCDPSession(tab);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seen: ({ name: string; rate: number } & Awaited<ReturnType<typeof framesOf>>)[] = [];
  for (const rate of isThorough ? [1, 4] : [1]) {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate });
    for (const [name, speed] of Object.entries(isThorough ? speeds : { fling: speeds.fling })) {
      const steps = Array.from({ length: frames }, (_, at) =>
        Math.round(at < frames / 2 ? -speed(at) : speed(at - frames / 2)),
      );
      seen.push({ name, rate, ...(await framesOf(tab, devtools, steps)) });
    }
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  writeFileSync('../target/frames.json', JSON.stringify(seen, null, 2));
  // How many frames are late also depends on the machine; the work in each frame depends on the
  // page alone.
  for (const { name, work } of seen.filter(({ rate }) => rate === 1)) {
    expect(work, name).toBeLessThan(frame);
  }

  await tab.keyboard.press('Control+Home');
  await tab.keyboard.press('s');
  await tab.keyboard.press('s');
  await expect(grid.getByRole('columnheader', { name: 'n', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
    { timeout: 60_000 },
  );
  await expect(grid.getByText('999,999', { exact: true })).toBeVisible();

  await tab.keyboard.press('Shift+ArrowRight');
  await tab.keyboard.press('Shift+ArrowDown');
  await tab.keyboard.press('Control+c');
  await expect(tab.getByText('2 rows copied')).toBeVisible();
  expect(await tab.evaluate(() => navigator.clipboard.readText())).toBe(
    '999999\tevery seventh\n999998\tanother',
  );

  await tab.getByText('Columns', { exact: true }).click();
  await expect(tab.getByText('499,999,500,000')).toBeVisible({ timeout: 60_000 });
  await picture(tab, 'million-profile');
});
