import { existsSync, readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

/**
 * Starts to watch the load of the machine. The function that it returns says how many cores other
 * processes have used since then (not the browser and not this process), or null if the machine
 * does not say.
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

/**
 * The CPU time that the whole machine has used so far, in seconds, without idle time and disk
 * waits.
 */
function machine(): number {
  const [all = ''] = readFileSync(stat, 'utf8').split('\n');
  const ticks = all.split(/ +/).slice(1, 9).map(Number);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return (ticks.reduce((sum, each) => sum + each, 0) - idle) / 100;
}
