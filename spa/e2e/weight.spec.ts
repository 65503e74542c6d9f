import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { demo } from './scenes';
import { raise } from './stage';

/** In bytes, as transferred. */
const heaviest = 150 * 1024;

test('up to the first rows little JavaScript is loaded; charts come later', async ({ page }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const scripts = new Map<string, string>();
  let weight = 0;
  let pictures = 0;
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.mimeType.includes('javascript')) {
      scripts.set(requestId, response.url);
    }
  });
  const sizes: Promise<void>[] = [];
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = scripts.get(requestId);
    if (url === undefined) {
      return;
    }
    // If the server does not compress, the page still counts as compressed: only its own size
    // matters here.
    sizes.push(
      devtools
        .send('Network.getResponseBody', { requestId })
        .then(({ body }) => Math.min(encodedDataLength, gzipSync(body).length))
        .catch(() => encodedDataLength)
        .then((size) => {
          if (/EChart|charts/.test(url)) {
            pictures += size;
          } else {
            weight += size;
          }
        }),
    );
  });
  await raise(page, demo);
  await page.goto('/#/jobs/march');
  await expect(page.getByRole('grid').getByText('2015-03-01')).toBeVisible();
  await expect(page.getByRole('img', { name: /^Line/ })).toBeVisible();
  await Promise.all(sizes);

  expect(weight).toBeGreaterThan(10_000);
  expect(weight).toBeLessThanOrEqual(heaviest);
  expect(pictures, 'what draws is a file of its own').toBeGreaterThan(10_000);
  writeFileSync('../target/weight.json', JSON.stringify({ weight, pictures }));
});

const slowly = 'on a slow machine the page appears soon, responds soon, and nothing jumps';
test(slowly, { tag: '@long' }, async ({ page }) => {
  await page.addInitScript(() => {
    const seen = { lcp: 0, cls: 0, inp: 0 };
    (window as unknown as { seen: typeof seen }).seen = seen;
    new PerformanceObserver((list) => {
      seen.lcp = list.getEntries().at(-1)?.startTime ?? seen.lcp;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[]) {
        seen.cls += entry.hadRecentInput ? 0 : entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen.inp = Math.max(seen.inp, entry.duration);
      }
    }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await raise(page, demo);
  await page.goto('/#/jobs/march');
  const grid = page.getByRole('grid');
  await expect(page.getByRole('img', { name: /^Line/ })).toBeVisible();
  await grid.click();
  for (const key of ['ArrowDown', 'ArrowRight', 'End', 'PageDown']) {
    await page.keyboard.press(key);
  }
  await page.getByRole('link', { name: 'Queries', exact: true }).click();
  await page.getByRole('link', { name: 'Busiest hours', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Busiest hours' })).toBeVisible();

  const seen = await page.evaluate(
    () => (window as unknown as { seen: Record<string, number> }).seen,
  );
  expect(seen.cls).toBeLessThan(0.1);
  writeFileSync('../target/vitals.json', JSON.stringify(seen));
});
