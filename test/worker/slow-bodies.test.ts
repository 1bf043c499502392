import { expect, test } from 'vitest'
import { bindings, newTenant, send } from './harness.ts'

const LIMIT_MS = 10_000
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** A body that sends a byte every 100 milliseconds, so that no single wait is long. Ends only when it is cancelled. */
function dripping() {
  let stop = () => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const timer = setInterval(() => controller.enqueue(new TextEncoder().encode(' ')), 100)
      stopped.then(() => clearInterval(timer))
    },
    cancel: stop,
  })
  return { body, stopped }
}

/** Sends a body that never ends, and checks the response. */
async function expectTimeout(method: string, path: string, options: Parameters<typeof send>[2]): Promise<void> {
  const { body, stopped } = dripping()
  const start = Date.now()
  const response = await send(method, path, { ...options, body })
  const ms = Date.now() - start
  expect(response).toMatchObject({ status: 408, body: { code: 'request_timeout', detail: expect.any(String) } })
  expect(response.headers.get('Connection')).toBe('close')
  expect(response.headers.get('Vary')).toBe('X-Api-Key, Authorization')
  expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  expect(ms).toBeGreaterThanOrEqual(LIMIT_MS - 100)
  expect(ms).toBeLessThan(LIMIT_MS + 5_000)
  // With an idempotency key, a clone of the request would also be read; it ends with the request.
  if (!options?.headers?.['Idempotency-Key']) await stopped
}

test('a body that arrives too slowly is rejected after 10 seconds and no longer read', async () => {
  const tenant = await newTenant()
  const { key } = tenant.keys.live
  const { id } = await tenant.customer()
  const repeatable = () => ({ ...JSON_TYPE, 'Idempotency-Key': crypto.randomUUID() })
  await Promise.all([
    expectTimeout('POST', '/v1/customers', { key, headers: JSON_TYPE }),
    expectTimeout('PATCH', `/v1/customers/${id}`, { key, headers: repeatable() }),
    // It takes no body, but a body would make it a different request.
    expectTimeout('DELETE', `/v1/customers/${id}`, { key, headers: repeatable() }),
    expectTimeout('POST', '/v1/webhooks/stripe', { env: { ...bindings, STRIPE_WEBHOOK_SECRET: 'whsec_one' } }),
  ])
  expect((await tenant.get('/v1/customers')).body.customers).toMatchObject([{ id, archived_at: null }])
})

test('a slow body that arrives in time is accepted', async () => {
  const tenant = await newTenant()
  const parts = ['{"company_name":', '"Steve', ' the Plumber"', '}']
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      const part = parts.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(part))
    },
  })
  const { status } = await tenant.post('/v1/customers', body, { headers: JSON_TYPE })
  expect(status).toBe(201)
})
