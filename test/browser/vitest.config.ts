import { defineConfig } from 'vitest/config'
import { responseValidators } from '../setup/response-validators.ts'
import '../setup/compile-cache.ts'

const root = new URL('../..', import.meta.url).pathname

/** Tests in a real browser, with the built Worker and a real database. */
export default defineConfig({
  root,
  plugins: [responseValidators()],
  test: {
    include: ['test/browser/**/*.test.ts'],
    // Takes pictures for people to look at, when asked for them.
    exclude: process.env.SCREENSHOTS ? [] : ['test/browser/screenshots.test.ts'],
    globalSetup: ['test/setup/database.ts', 'test/setup/shared-build.ts', 'test/browser/setup/service.ts'],
    // Each file has a browser; two of them are enough for a small machine.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
})
