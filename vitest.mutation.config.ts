// What judges a mutant of the pure parts: their own tests, those of the client above them, and some hundred worlds.
// `npm run mutation`; see stryker.config.json.

import { defineConfig } from 'vitest/config';
import { aliases } from './scripts/entries.mjs';

export default defineConfig({
  resolve: { alias: aliases() },
  test: {
    environment: 'node',
    include: [
      'test/unit/{core,policies,delivery,client}/**/*.test.ts',
      'test/unit/runtime/{requests,judge,iterator}.test.ts',
      'test/simulation/day.test.ts',
      'test/mutation/**/*.test.ts',
    ],
    testTimeout: 20_000,
  },
});
