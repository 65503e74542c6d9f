import { existsSync, readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

/**
 * Begins to watch what else the machine does; what is given back tells how many cores' worth of CPU
 * others than the browser and this process have used since, or null where the machine does not tell.
 */
export async function watchLoad(browser: Browser | null): Promise<() => Promise<number | null>> {
  const devtools = await browser?.newBrowserCDPSession();
  if (devtools === undefined || !existsSync(stat)) {
    return () => Promise.resolve(null);
  }
  const others = async () => {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    const { user, system } = process.cpuUsage();
    const ours = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, (user + system) / 1e6);
    return machine() - ours;
  };
  const before = await others();
  const since = performance.now();
  return async () =>
    Math.max(0, ((await others()) - before) / ((performance.now() - since) / 1_000));
}

const stat = '/proc/stat';

/** CPU time that the whole machine used so far, in seconds: all of it but idle and waiting for a disk. */
function machine(): number {
  const [all = ''] = readFileSync(stat, 'utf8').split('\n');
  const ticks = all.split(/ +/).slice(1, 9).map(Number);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return (ticks.reduce((sum, each) => sum + each, 0) - idle) / 100;
}
