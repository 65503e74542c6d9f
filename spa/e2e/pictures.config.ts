import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

/** Takes the pictures of the README again. It does not compare the page with them. */
export default defineConfig(journeys, {
  testMatch: 'pictures.ts',
  snapshotPathTemplate: '../../docs/pictures/{arg}{ext}',
  updateSnapshots: 'all',
  // High enough for the first three rows.
  use: { viewport: { width: 1280, height: 836 } },
});
