import { expect, test } from '@playwright/test';
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

  // Frames while the rows fly by: how long the slowest took, and how many were missed.
  const frames = await tab.evaluate(async () => {
    const box = document.querySelector('[role=grid]');
    const times: number[] = [];
    let last = performance.now();
    for (let step = 0; step < 120; step++) {
      box?.scrollBy(0, step < 60 ? -2_000 : 700);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times.sort((a, b) => a - b);
  });
  test.info().annotations.push({
    type: 'frames',
    description: `median ${frames[60]?.toFixed(1)} ms, 95th ${frames[114]?.toFixed(1)} ms`,
  });

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
