import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { responseValidators } from './setup/response-validators.ts'
import './setup/compile-cache.ts'

const root = new URL('..', import.meta.url).pathname

/** Long enough for a busy machine; a test that hangs still ends. */
const patient = { testTimeout: 60_000, hookTimeout: 180_000, expect: { poll: { timeout: 20_000 } } }

/** Requests run inside workerd; what needs files or processes runs in Node. Both use the same real database. */
export default defineConfig({
  test: {
    silent: 'passed-only',
    // More than two cores need, because many tests in Node wait for programs.
    maxWorkers: 3,
    projects: [
      {
        root,
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } }), responseValidators()],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          // Tests share nothing but code, so the code is loaded only once for all of them.
          isolate: false,
          setupFiles: ['test/setup/log-lines.ts'],
          globalSetup: ['test/setup/database.ts'],
          ...patient,
        },
      },
      {
        root,
        plugins: [responseValidators()],
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts', 'test/client/**/*.test.ts'],
          globalSetup: ['test/setup/database.ts', 'test/setup/shared-build.ts'],
          ...patient,
        },
      },
    ],
  },
})
