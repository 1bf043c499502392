import { OpenAPIHono } from '@hono/zod-openapi'
import { expect, test, vi } from 'vitest'
import { accessLog } from '../../src/access-log.ts'
import { errorResponse } from '../../src/errors.ts'
import type { AppEnv } from '../../src/operation.ts'
import { requestId } from '../../src/request-id.ts'
import { bindings, send } from './harness.ts'

test('the log of an unexpected error tells where it was, and nothing that its message quotes', async () => {
  const app = new OpenAPIHono<AppEnv>()
  app.use(requestId, accessLog)
  app.onError(errorResponse)
  app.get('/boom', () => {
    throw new TypeError('invalid value "\n    at secret@x.example"')
  })
  const log = vi.spyOn(console, 'log')
  const answer = await send('GET', '/boom', { app, env: bindings })
  const line = String(log.mock.lastCall?.[0])
  log.mockRestore()

  expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } })
  expect(JSON.parse(line)).toMatchObject({ level: 'error', status: 500, failure: { name: 'TypeError' } })
  expect(JSON.parse(line).failure.frames.length).toBeGreaterThan(0)
  expect(line).not.toContain('secret')
})
