import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';

const installed = [
  process.env.CHROME_PATH,
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The browser for the tests: an installed one, or the one from an npm package.
 *
 * @throws Error if there is none
 */
export async function findBrowser(): Promise<string> {
  const found = installed.find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) {
    return found;
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    return await chromium.executablePath();
  }
  throw new Error(
    'The end-to-end tests need Chrome: install it, or set CHROME_PATH to where it is.',
  );
}
