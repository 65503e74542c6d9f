import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['{src,build}/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    // On a machine that is busy with other things, nothing of it is timed.
    testTimeout: 60_000,
  },
});
