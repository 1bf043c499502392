import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import { buildDocument } from '../openapi/document.ts'
import { json } from '../openapi/responses.ts'
import type { LazyRoute } from '../operation.ts'
import { route as stripeWebhookRoute } from '../stripe/webhook.ts'
import { healthRoute } from './health.ts'
import { readyRoute } from './ready.ts'

const documentRoute = createRoute({
  operationId: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  tags: ['Service'],
  summary: 'Get the OpenAPI document',
  description: 'Returns the OpenAPI 3.1 document, generated from the schemas that validate requests.',
  security: [],
  responses: {
    200: json(z.looseObject({ openapi: z.literal('3.1.0') }).openapi('OpenApi'), 'The OpenAPI document.'),
  },
})

/** The OpenAPI document of the whole API: these operations and the routes that need no key. */
export function apiDocument(operations: readonly LazyRoute[]) {
  return buildDocument(operations, [stripeWebhookRoute, healthRoute, readyRoute, documentRoute])
}

let built: Awaited<ReturnType<typeof apiDocument>> | undefined

export async function document(c: Context<AppEnv>, operations: readonly LazyRoute[]): Promise<Response> {
  built ??= await apiDocument(operations)
  const url = c.env.CONTACT_URL
  return c.json(url ? { ...built, info: { ...built.info, contact: { ...built.info.contact, url } } } : built, 200)
}
