/**
 * Measures the rivals in turn in a real browser, and prints figures as bench/README.md describes.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright-core';

const quick = process.argv.includes('--quick');
const pages = quick ? 10 : 100;
const rounds = quick ? 1 : 5;
const rows = pages * 1_000;
const works = [
  { name: 'every cell read', seen: Infinity },
  { name: '40 rows of each 1,000 read', seen: 40 },
];

const browser = await playwright.launch({ executablePath: await executable(), args: ['--no-sandbox'] });
try {
  await measure(await browser.newPage());
} finally {
  await browser.close();
}

async function measure(page) {
  const here = await page.context().newCDPSession(page);
  const all = await browser.newBrowserCDPSession();
  await page.addScriptTag({ content: await script() });
  await page.evaluate((count) => bench.make(count), pages);
  const names = await page.evaluate(() => bench.names);
  const figures = new Map();
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const { name: work, seen } of works) {
      for (const name of names) {
        process.stderr.write(`${work}: ${name}, round ${round}\n`);
        await page.evaluate(() => bench.forget());
        const before = await live(here);
        await page.evaluate((rival) => bench.copy(rival), name);
        const start = { cpu: await cpu(all), machine: machine(), time: performance.now() };
        const took = await page.evaluate(([rival, some]) => bench.take(rival, some), [name, seen]);
        const used = (await cpu(all)) - start.cpu;
        const others = machine() - start.machine - used;
        const load = Math.max(0, others / ((performance.now() - start.time) / 1_000));
        const after = await live(here);
        if (round > 0) {
          add(`CPU per row, ${work}`, name, 'ns/row', (used * 1e9) / rows, load);
          add(`Memory per row kept, ${work}`, name, 'B/row', (after - before) / rows, load);
          add(`Rows a second, ${work}`, name, 'rows/s', rows / (took / 1_000), load);
        }
      }
    }
  }
  for (const what of [...new Set([...figures.values()].map((figure) => figure.what))].sort(order)) {
    [...figures.values()].filter((figure) => figure.what === what).forEach(print);
  }

  function add(what, of, unit, value, load) {
    const key = `${what} ${of}`;
    if (!figures.has(key)) {
      figures.set(key, { what, of, unit, values: [], loads: [] });
    }
    figures.get(key).values.push(value);
    figures.get(key).loads.push(load);
  }
}

/** CPU time first, then memory, then time on the clock. */
function order(a, b) {
  const rank = (what) => ['CPU', 'Mem', 'Row'].indexOf(what.slice(0, 3));
  return rank(a) - rank(b);
}

function print({ what, of, unit, values, loads }) {
  const figure = { part: 'decode', what, of, value: round(median(values)), unit };
  console.log(
    JSON.stringify({
      ...figure,
      runs: values.length,
      spread: [round(Math.min(...values)), round(Math.max(...values))],
      otherLoad: machine() === 0 ? null : Math.round(median(loads) * 1000) / 1000,
      ...(unit === 'rows/s' && { better: 'more' }),
      ...(unit === 'B/row' && of === 'ours' && { target: 150 }),
    }),
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function round(value) {
  return Number(value.toPrecision(4));
}

/** The bytes in use after a garbage collection, buffers included. */
async function live(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize, embedderHeapUsedSize } =
    await session.send('Runtime.getHeapUsage');
  return usedSize + (backingStorageSize ?? 0) + (embedderHeapUsedSize ?? 0);
}

/** CPU time of the whole browser in seconds, with the threads of its garbage collector. */
async function cpu(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, each) => sum + each.cpuTime, 0);
}

/** CPU time of the whole machine so far, in seconds; 0 if it does not say. */
function machine() {
  if (!existsSync('/proc/stat')) {
    return 0;
  }
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/ +/).slice(1).map(Number);
  const [user, nice, system, , , irq, softirq, steal] = fields;
  return (user + nice + system + irq + softirq + steal) / 100;
}

async function script() {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('rivals.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  return built.outputFiles[0].text;
}

async function executable() {
  const installed = [process.env.CHROME_PATH, '/usr/bin/google-chrome', '/usr/bin/chromium'];
  const found = installed.find((path) => path !== undefined && existsSync(path));
  return found ?? (await chromium.executablePath());
}
