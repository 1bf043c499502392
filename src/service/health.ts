import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import { json } from '../openapi/responses.ts'

export const healthRoute = createRoute({
  operationId: 'getHealth',
  method: 'get',
  path: '/health',
  tags: ['Service'],
  summary: 'Check liveness',
  description: 'Responds without querying the database.',
  security: [],
  responses: { 200: json(z.object({ status: z.literal('ok') }).openapi('Health'), 'The service is alive.') },
})

export function health(c: Context<AppEnv>): Response {
  return c.json({ status: 'ok' })
}
