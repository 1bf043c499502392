import { defineConfig } from 'vitest/config'

const root = new URL('../..', import.meta.url).pathname

/** Tests in a real browser. */
export default defineConfig({
  root,
  test: { include: ['test/browser/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 180_000 },
})
