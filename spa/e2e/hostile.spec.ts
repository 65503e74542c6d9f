import { expect, test } from '@playwright/test';
import { picture } from './journey';
import { queries } from './scenes';
import { job, raise } from './stage';

/** Texts that try to be markup or code. */
const payloads: readonly (readonly [string, string])[] = [
  ['a script', '<script>window.hit = 1</script>'],
  ['an image', '<img src=x onerror="window.hit = 1">'],
  ['a picture', '<svg/onload=window.hit=1>'],
  ['a link', 'javascript:window.hit=1'],
  ['a style', '</style><style>body{display:none}</style>'],
  ['a template', '${window.hit = 1}{{window.hit=1}}'],
  ['turned around', '\u202Egnp.exe\u202E\u2066abc'],
  ['no width', 'zero\u200B\u200D\uFEFFwidth'],
  ['accents', `z${'\u0300\u0301\u0302'.repeat(200)}`],
  ['emoji', '👩‍👩‍👧‍👦🏴‍☠️🇩🇪'],
  ['half a pair', '\ud800 and \udfff'],
  ['controls', 'a\u0000b\u0007c\u001b[31m'],
  ['lines', 'one\ntwo\r\nthree\tfour'],
  ['the word', 'NULL'],
  ['nothing', ''],
  ['space', '   '],
  ['a formula', '=HYPERLINK("http://x.example","y")'],
  ['long', 'x'.repeat(64 * 1024)],
  ['long words', 'word '.repeat(13_000)],
];

const nasty = '<img src=x onerror="window.hit=1">\u202Eabc' + 'y'.repeat(300);

const looks = [
  { name: 'desktop', viewport: { width: 1280, height: 900 }, tag: [] },
  { name: 'phone', viewport: { width: 360, height: 740 }, tag: ['@long'] },
];

for (const { name: look, viewport, tag } of looks) {
  test.describe(look, { tag }, () => {
    test.use({ viewport });

    test('text that would like to be something else stays text, everywhere', async ({ page }) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      const columns = [
        { name: 'what', type: 'varchar' },
        { name: nasty, type: 'varchar' },
        { name: '', type: nasty },
        { name: 'trips', type: 'int8' },
      ];
      const rows = payloads.map(([what, text], index) => [what, text, text, index]);
      await raise(page, {
        queries: {
          queries: [
            ...queries.queries,
            {
              name: nasty,
              title: nasty,
              description: nasty,
              parameters: ['text', 'choice', 'boolean', 'date', 'integer'].map((type) => ({
                name: `${type}_${'p'.repeat(200)}`,
                type,
                label: nasty,
                required: type === 'text',
                default: null,
                min: null,
                max: null,
                choices: type === 'choice' ? [nasty, nasty + nasty] : null,
              })),
              chart: 'bar',
            },
          ],
        },
        jobs: [
          job('nasty', {
            query: nasty,
            title: nasty,
            arguments: { [nasty]: nasty },
            rowCount: rows.length,
          }),
          job('other', { query: nasty, title: nasty, arguments: { [nasty]: nasty }, rowCount: 16 }),
          job('refused', {
            state: 'FAILED',
            title: nasty,
            rowCount: null,
            resultBytes: null,
            expiresAt: null,
            error: {
              code: 'STATEMENT_FAILED',
              message: payloads.map(([, text]) => text).join('\n'),
            },
          }),
        ],
        rows: { nasty: { columns, rows }, other: { columns, rows: rows.slice(3) } },
      });
      const unharmed = async (name: string) => {
        const found = await page.evaluate(() => ({
          hit: 'hit' in window,
          overhang: Math.max(0, document.documentElement.scrollWidth - innerWidth),
          shown: getComputedStyle(document.body).display,
          foreign: document.querySelectorAll('img, iframe, #root script, #root style').length,
        }));
        expect(found, name).toEqual({ hit: false, overhang: 0, shown: 'block', foreign: 0 });
        await picture(page, `hostile-${name}-${look}`);
      };

      await page.goto('/#/jobs/nasty');
      const grid = page.getByRole('grid');
      await expect(grid.getByText('<script>window.hit = 1</script>').first()).toBeVisible();
      await expect(page.getByRole('img', { name: /^Bars/ })).toBeVisible();
      await page.getByText('Columns', { exact: true }).click();
      await expect(page.getByText('distinct').first()).toBeVisible();
      await unharmed('rows');

      // All rows have the same height, whatever they contain.
      const heights = await grid
        .locator('.grid-body [role=row]')
        .evaluateAll((rows) => [...new Set(rows.map((row) => row.getBoundingClientRect().height))]);
      expect(heights).toEqual([30]);

      // NULL, the word NULL and an empty text are three different things.
      await expect(grid.locator('.null')).toHaveCount(0);

      await grid.getByText('a script', { exact: true }).click();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await expect(
        page.getByRole('dialog').getByText('<script>window.hit = 1</script>'),
      ).toBeVisible();
      await unharmed('value');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(grid).toBeFocused();

      await page.goto('/#/jobs/refused');
      await expect(page.getByText('javascript:window.hit=1')).toBeVisible();
      await unharmed('message');

      await page.goto('/#/queries');
      await expect(page.getByRole('navigation', { name: 'Queries' })).toBeVisible();
      await unharmed('catalogue');

      await page.goto('/#/jobs/nasty/with/other');
      await expect(page.getByText('3 added')).toBeVisible();
      await unharmed('compare');

      await page.goto(`/#/queries/${encodeURIComponent(nasty)}`);
      await expect(page.getByRole('heading', { name: '<img src=x' })).toBeVisible();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await expect(page.getByText('Please fill this in.')).toBeVisible();
      await unharmed('form');

      // Anybody can write any text into a link.
      await page.goto(
        `/#/queries/trips-by-day?${'a'.repeat(5_000)}=1&month=2015-03&${encodeURIComponent(nasty)}=2&__proto__=3`,
      );
      await expect(page.getByLabel('Month')).toHaveValue('2015-03');
      await expect(page.getByText(/no longer fit/)).toBeVisible();
      await unharmed('arguments');
      expect((await page.getByText(/no longer fit/).boundingBox())?.height).toBeLessThan(300);

      await page.goto(`/#/${'b'.repeat(5_000)}`);
      await expect(page.getByText('leads nowhere')).toBeVisible();
      await unharmed('address');

      await page.goto(
        `/#/queries/${encodeURIComponent('<img src=x onerror=window.hit=1>')}?${'a'.repeat(5_000)}=1`,
      );
      await expect(page.getByText('There is no query')).toBeVisible();
      await unharmed('link');
      expect(faults).toEqual([]);
    });
  });
}
