/** Repeats the journey through a million rows, and prints figures as bench/README.md describes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { preview } from '../../spa/node_modules/vite/dist/node/index.js';

const runs = process.argv.includes('--quick') ? 1 : 5;
const journeys = new URL('../../spa/e2e/', import.meta.url);
const playwright = createRequire(journeys).resolve('@playwright/test/cli');

const server = await preview({
  root: 'spa',
  logLevel: 'error',
  preview: { host: '127.0.0.1', port: 0 },
});
const url = `http://127.0.0.1:${server.httpServer.address().port}`;
const seen = [];
for (let run = 1; run <= runs; run++) {
  process.stderr.write(`A million rows, run ${run} of ${runs}\n`);
  if (await scroll()) {
    seen.push(...JSON.parse(readFileSync('spa/target/frames.json', 'utf8')));
  } else {
    process.exitCode = 1;
  }
}
await server.close();
for (const rate of [1, 4]) {
  const some = seen.filter((each) => each.rate === rate);
  const slowly = rate === 1 ? '' : `, CPU slowed down ${rate} times`;
  print(`CPU of the page's thread in a frame of 16.7 ms${slowly}`, 'ms', some, (each) => each.work);
  print(`Frames of 240 later than 25 ms${slowly}`, 'frames', some, (each) => each.late);
}

/**
 * Returns whether it passed. It runs without a trace, because the browser would make a picture of
 * each frame for it.
 */
async function scroll() {
  const child = spawn(process.execPath, [playwright, 'test', 'million', '--trace', 'off'], {
    cwd: journeys,
    env: { ...process.env, QUERYCAST_URL: url, QUERYCAST_THOROUGH: 'yes' },
    stdio: ['ignore', 2, 2],
  });
  const end = () => {
    child.kill();
    process.exit(1);
  };
  process.once('SIGTERM', end);
  const [status] = await once(child, 'exit');
  process.off('SIGTERM', end);
  return status === 0;
}

/** Prints each speed. The page at rest comes first: its late frames are the machine's own. */
function print(what, unit, all, value) {
  for (const name of new Set(all.map((each) => each.name))) {
    const some = all.filter((each) => each.name === name);
    const values = some.map(value).sort((a, b) => a - b);
    const loads = some.map(({ others }) => others).sort((a, b) => a - b);
    const isPromise = unit === 'frames' && name !== 'at rest' && some[0].rate === 1;
    console.log(
      JSON.stringify({
        part: 'scroll',
        what: `${what}, ${name}`,
        of: 'ours',
        value: median(values),
        unit,
        runs: values.length,
        spread: [values[0], values.at(-1)],
        otherLoad: loads.includes(null) ? null : Math.round(median(loads) * 1_000) / 1_000,
        ...(isPromise && { target: 0 }),
      }),
    );
  }
}

/** The middle value; the lower one if there are two. */
function median(sorted) {
  return sorted[(sorted.length - 1) >> 1];
}
