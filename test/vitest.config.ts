import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** Requests run inside workerd; what needs files or processes runs in Node. Both talk to the same real database. */
export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        root,
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          // Nothing is shared between tests but code, which one start-up of it serves.
          isolate: false,
          globalSetup: ['test/setup/database.ts'],
          // A busy machine is no failure; what hangs is ended all the same.
          testTimeout: 30_000,
        },
      },
      {
        root,
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          globalSetup: ['test/setup/database.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
