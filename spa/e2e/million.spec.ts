import { writeFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { picture } from './journey';
import { queries } from './scenes';
import { job, raise } from './stage';

const million = 1_000_000;
const perPage = 25_000;

/** Page by page, as Redshift gives them: the number in the name is where it begins. */
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

/** How long the frames took in which the rows flew by, in ms, and how many came too late for 60 a second. */
async function framesOf(tab: Page) {
  const times = await tab.evaluate(async () => {
    const box = document.querySelector('[role=grid]');
    const taken: number[] = [];
    let last = performance.now();
    for (let step = 0; step < 240; step++) {
      box?.scrollBy(0, step < 120 ? -2_000 : 700);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      taken.push(now - last);
      last = now;
    }
    return taken.sort((a, b) => a - b);
  });
  const late = times.filter((each) => each > 25).length;
  return { frames: times.length, late, median: times[120], p95: times[228], most: times.at(-1) };
}

test.use({ viewport: { width: 1280, height: 900 } });

test('a million rows are one table: scrolled, sorted, counted, copied', async ({
  page: tab,
  context,
}) => {
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
  // All of it comes by itself, and then nothing more is offered.
  await expect(tab.getByText(/ of 1,000,000 rows here/)).toHaveCount(0, { timeout: 120_000 });

  await grid.focus();
  await tab.keyboard.press('Control+End');
  await tab.keyboard.press('Control+End');
  await expect(grid.getByText('999,999', { exact: true })).toBeVisible();
  const inDocument = await grid.locator('[role=row]').count();
  expect(inDocument, 'only what is in sight is there').toBeLessThan(60);
  await picture(tab, 'million-end');

  const devtools = await context.newCDPSession(tab);
  const asIs = await framesOf(tab);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const slowed = await framesOf(tab);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  writeFileSync('../target/frames.json', JSON.stringify({ asIs, slowed }));

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
