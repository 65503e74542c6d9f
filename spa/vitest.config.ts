import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['{src,build}/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    // A test that hangs fails after a minute; on a busy machine a good one may take seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
