/** Runs the journey through a million rows again and again, and prints figures as bench/README.md has them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { preview } from '../../spa/node_modules/vite/dist/node/index.js';

const runs = process.argv.includes('--quick') ? 1 : 5;
const playwright = createRequire(new URL('../../spa/e2e/', import.meta.url)).resolve(
  '@playwright/test/cli',
);

const server = await preview({
  root: 'spa',
  logLevel: 'error',
  preview: { host: '127.0.0.1', port: 0 },
});
const seen = [];
try {
  for (let run = 1; run <= runs; run++) {
    process.stderr.write(`A million rows, run ${run} of ${runs}\n`);
    seen.push(...(await scroll(`http://127.0.0.1:${server.httpServer.address().port}`)));
  }
} finally {
  await server.close();
}
for (const rate of [1, 4]) {
  const some = seen.filter((each) => each.rate === rate);
  const slowly = rate === 1 ? '' : `, CPU slowed down ${rate} times`;
  print(`Work of the page's thread in a frame of 16.7 ms${slowly}`, 'ms', some, (each) => each.work);
  print(`Frames of 240 that came after 25 ms${slowly}`, 'frames', some, (each) => each.late);
}

async function scroll(url) {
  const child = spawn(process.execPath, [playwright, 'test', 'million'], {
    cwd: 'spa/e2e',
    env: { ...process.env, QUERYCAST_URL: url },
    stdio: ['ignore', 2, 2],
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) {
    throw new Error('The journey failed.');
  }
  return JSON.parse(readFileSync('spa/target/frames.json', 'utf8'));
}

/** Each speed is a group, beside the same page at rest. */
function print(what, unit, all, value) {
  const rest = all.filter(({ name }) => name === 'at rest');
  for (const name of new Set(all.map((each) => each.name))) {
    if (name !== 'at rest') {
      figure(`${what}, ${name}`, 'ours', unit, all.filter((each) => each.name === name), value);
      figure(`${what}, ${name}`, 'at rest', unit, rest, value);
    }
  }
}

function figure(what, of, unit, some, value) {
  const values = some.map(value).sort((a, b) => a - b);
  const loads = some.map(({ others }) => others).sort((a, b) => a - b);
  const isPromise = unit === 'frames' && of === 'ours' && some[0].rate === 1;
  console.log(
    JSON.stringify({
      part: 'scroll',
      what,
      of,
      value: median(values),
      unit,
      runs: values.length,
      spread: [values[0], values.at(-1)],
      otherLoad: loads.includes(null) ? null : Math.round(median(loads) * 1_000) / 1_000,
      ...(isPromise && { target: 0 }),
    }),
  );
}

/** Of an odd number of runs. */
function median(sorted) {
  return sorted[sorted.length >> 1];
}
