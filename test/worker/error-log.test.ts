import { OpenAPIHono } from '@hono/zod-openapi'
import { expect, test, vi } from 'vitest'
import type { AppEnv } from '../../src/env.ts'
import { errorResponse } from '../../src/errors/api-error.ts'
import { accessLog } from '../../src/http/access-log.ts'
import { requestId } from '../../src/http/request-id.ts'
import { bindings, send } from './harness.ts'

test('the log of an unexpected error has its stack frames, but no values from its message', async () => {
  const app = new OpenAPIHono<AppEnv>()
  app.use(requestId, accessLog)
  app.onError(errorResponse)
  app.get('/boom', () => {
    throw new TypeError('invalid value "\n    at secret@x.example"')
  })
  const log = vi.spyOn(console, 'log')
  const response = await send('GET', '/boom', { app, env: bindings })
  const line = String(log.mock.lastCall?.[0])
  log.mockRestore()

  expect(response).toMatchObject({ status: 500, body: { code: 'internal_error' } })
  expect(JSON.parse(line)).toMatchObject({ level: 'error', status: 500, failure: { name: 'TypeError' } })
  expect(JSON.parse(line).failure.frames.length).toBeGreaterThan(0)
  expect(line).not.toContain('secret')
})

test('the log line of a request contains the pattern of its route and nothing from its path', async () => {
  const log = vi.spyOn(console, 'log')
  await send('GET', `/v1/customers/${crypto.randomUUID()}`)
  await send('GET', '/v1/customers/export')
  await send('GET', '/v1/customers/steve@plumbing.example')
  await send('GET', '/v1/customers/hc_live_0000000000000000000000000000000000000000000000000')
  await send('PUT', '/v1/customers/external/Steve%20Smith')
  await send('DELETE', '/v1/customers/external/Steve%20Smith')
  await send('GET', '/steve@plumbing.example')
  const lines = log.mock.calls.map(([line]) => String(line))
  log.mockRestore()
  expect(lines.map((line) => JSON.parse(line).route)).toEqual([
    '/v1/customers/:customer_id',
    '/v1/customers/export',
    '/v1/customers/:customer_id',
    '/v1/customers/:customer_id',
    '/v1/customers/external/:external_id',
    '/v1/customers/external/:external_id',
    '(no route)',
  ])
  expect(lines.join()).not.toMatch(/steve|hc_live/i)
})
