import { createApp } from './app.ts'
import type { Env } from './env.ts'
import { deleteExpiredKeys } from './idempotency/expired.ts'

const app = createApp()

export default {
  fetch: app.fetch,
  /** Runs as scheduled in `wrangler.toml`, and logs one line. A run that fails is retried by the next one. */
  async scheduled(_: unknown, env: Env): Promise<void> {
    const line = await deleteExpiredKeys(env).then(
      (deleted) => ({ level: 'info', task: 'delete expired idempotency keys', deleted }),
      (error) => ({ level: 'error', task: 'delete expired idempotency keys', failure: String(error.code) }),
    )
    console.log(JSON.stringify(line))
  },
}
