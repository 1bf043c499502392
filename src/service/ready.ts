import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { excessPrivileges } from '../db/readiness.ts'
import type { AppEnv } from '../env.ts'
import { ApiError } from '../errors.ts'
import { errors, json } from '../openapi/responses.ts'

export const readyRoute = createRoute({
  operationId: 'getReady',
  method: 'get',
  path: '/ready',
  tags: ['Service'],
  summary: 'Check readiness',
  description:
    'Queries the database and checks that the login role can do nothing but enter a tenant. Any excess or missing ' +
    'privileges are written only to the log.',
  security: [],
  responses: {
    200: json(
      z.object({ status: z.literal('ready') }),
      'The database responds, and the login role has only the privileges it needs.',
    ),
    ...errors(['internal_error', 'not_ready', 'database_unavailable']),
  },
})

export async function ready(c: Context<AppEnv>): Promise<Response> {
  const excesses = await excessPrivileges(c.env)
  // This route is public, so excess and missing privileges are written only to the log.
  if (excesses.length > 0) throw new ApiError('not_ready', { reason: excesses.join('; ') })
  return c.json({ status: 'ready' })
}
