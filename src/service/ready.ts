import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { excessPrivileges } from '../db/readiness.ts'
import type { AppEnv } from '../env.ts'
import { ApiError } from '../errors/api-error.ts'
import { InFlight } from '../limits/in-flight.ts'
import { LATE } from '../limits/time-limit.ts'
import { errors } from '../openapi/errors.ts'
import { json } from '../openapi/responses.ts'

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
    200: json(z.object({ status: z.literal('ready') }).openapi('Readiness'), 'The service is ready.'),
    ...errors(['internal_error', 'not_ready', 'database_unavailable']),
  },
})

/** The route is public, so only one query runs at a time, however many requests arrive. */
const running = new InFlight<string[]>()

/** As long as a request waits for the database. */
const MAX_MS = 5_000

export async function ready(c: Context<AppEnv>): Promise<Response> {
  const { env } = c
  const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work)
  const excesses = await running.share(env.DATABASE_URL, MAX_MS, waitUntil, () => excessPrivileges(env))
  if (excesses === LATE) throw new ApiError('database_unavailable', { reason: 'timeout' })
  // This route is public, so excess and missing privileges are written only to the log.
  if (excesses.length > 0) throw new ApiError('not_ready', { reason: excesses.join('; ') })
  return c.json({ status: 'ready' })
}
