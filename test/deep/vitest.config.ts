import { defineConfig } from 'vitest/config'

const root = new URL('../..', import.meta.url).pathname

/** Tests that take minutes. Each starts what it needs: programs, databases, copies of the project. */
export default defineConfig({
  root,
  test: {
    include: ['test/deep/**/*.test.ts'],
    // A test with many parts runs two of them at a time.
    maxConcurrency: 2,
    // Long enough for a busy machine.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
  },
})
