import { defineConfig } from '@playwright/test';
import { findBrowser } from './browser';
import { compresses, isThorough, querycastUrl } from './surroundings';

/** For these files the server serves only the page; the stage gives the answers: see stage.ts. */
const staged = ['flows', 'hostile', 'million', 'sql', 'views'].map((name) => `${name}.spec.ts`);
const measured = 'weight.spec.ts';
/** What does not hold for the server that is there. */
const others = compresses ? [] : ['compressed.spec.ts'];

export default defineConfig({
  testDir: '.',
  grepInvert: isThorough ? [] : /@long/,
  outputDir: '../target/e2e',
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: querycastUrl,
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    // It would cost more than a fifteenth of the journeys' time: `npx playwright test --trace on` keeps it.
    trace: 'off',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: await findBrowser(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // The caller of the tests starts the servers; see surroundings.ts.
  projects: [
    // Faults of the local cloud affect every test, so these run one after another.
    { name: 'served', testIgnore: [...staged, ...others, measured], workers: 1 },
    { name: 'staged', testMatch: staged, fullyParallel: true },
    // Runs alone.
    { name: 'measured', testMatch: measured, dependencies: ['served', 'staged'] },
  ],
});
