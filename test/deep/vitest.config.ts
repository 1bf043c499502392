import { defineConfig } from 'vitest/config'
import '../setup/compile-cache.ts'

const root = new URL('../..', import.meta.url).pathname

const shared = {
  // A test with many parts runs two of them at a time.
  maxConcurrency: 2,
  // Long enough for a busy machine.
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 20_000 } },
}
const FIGURES = 'test/deep/figures/**/*.test.ts'

/** Tests that take minutes. Each starts what it needs: programs, databases, copies of the project. */
export default defineConfig({
  root,
  test: {
    // More than two cores need, because most of these tests wait for timeouts or locks.
    maxWorkers: 3,
    globalSetup: ['test/setup/shared-build.ts'],
    projects: [
      {
        root,
        test: {
          ...{ name: 'deep', include: ['test/deep/**/*.test.ts'], exclude: [FIGURES], sequence: { groupOrder: 0 } },
          ...shared,
        },
      },
      // Last, because one of them measures times.
      { root, test: { name: 'figures', include: [FIGURES], maxWorkers: 1, sequence: { groupOrder: 1 }, ...shared } },
    ],
  },
})
