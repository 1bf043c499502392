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

/** The text and the contact in it, which only tests change. */
let built: { url: string | undefined; text: string } | undefined

export async function document(c: Context<AppEnv>, operations: readonly LazyRoute[]): Promise<Response> {
  const url = c.env.CONTACT_URL
  if (built?.url !== url) built = undefined
  built ??= { url, text: await textWith(url, operations) }
  return c.body(built.text, 200, { 'Content-Type': 'application/json' })
}

async function textWith(url: string | undefined, operations: readonly LazyRoute[]): Promise<string> {
  const { info, ...rest } = await apiDocument(operations)
  return JSON.stringify({ ...rest, info: url ? { ...info, contact: { ...info.contact, url } } : info })
}
