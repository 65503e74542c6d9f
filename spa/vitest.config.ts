import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['{src,build}/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    // A seventh cheaper than a process for each file.
    pool: 'threads',
    // By itself Vitest leaves one core to others.
    maxWorkers: '100%',
    // A test that hangs fails after a minute; a good test may take seconds on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
