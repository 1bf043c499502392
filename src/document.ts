import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Policy } from './auth/policy.ts'
import type { ErrorCode } from './errors.ts'
import { errors, invalid, json } from './openapi.ts'
import type { Entry, Operation } from './operation.ts'
import { route as stripeWebhook } from './stripe/webhook.ts'

const health = createRoute({
  operationId: 'getHealth',
  method: 'get',
  path: '/health',
  tags: ['Service'],
  summary: 'Is the service alive?',
  description: 'Answers without asking the database.',
  security: [],
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'It is alive.') },
})

const ready = createRoute({
  operationId: 'getReady',
  method: 'get',
  path: '/ready',
  tags: ['Service'],
  summary: 'Can the service serve?',
  description:
    'Asks the database, and checks that the login role can do nothing but enter a tenant. What it can do beyond that ' +
    'is told to the log alone.',
  security: [],
  responses: {
    200: json(z.object({ status: z.literal('ready') }), 'The database answers, and the login role is narrow.'),
    ...errors(['internal_error', 'not_ready', 'database_unavailable']),
  },
})

const document = createRoute({
  operationId: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  tags: ['Service'],
  summary: 'This document',
  description: 'OpenAPI 3.1, generated from the schemas that validate.',
  security: [],
  responses: { 200: json(z.looseObject({ openapi: z.string().openapi({ example: '3.1.0' }) }), 'The document.') },
})

const INFO = {
  title: 'Customer Management API',
  version: '0.1.0',
  description:
    'List, create, read and clone the customers of a tenant. Authenticate with an API key in `X-Api-Key` or as a Bearer ' +
    'token. Errors are `{detail, code, request_id}`, or, for a request that is not valid, a list of all its faults. ' +
    'Every answer has an `X-Request-Id`; send your own to have it echoed.',
  license: { name: 'MIT', identifier: 'MIT' },
}

/** The OpenAPI 3.1 document: these operations, Stripe's door, and what needs no key. Loads all of them. */
export async function documentOf(operations: readonly Entry[]): Promise<object> {
  const described = new OpenAPIHono()
  const registry = described.openAPIRegistry
  registry.registerComponent('securitySchemes', 'ApiKey', { type: 'apiKey', in: 'header', name: 'X-Api-Key' })
  registry.registerComponent('securitySchemes', 'Bearer', { type: 'http', scheme: 'bearer' })
  const loaded = await Promise.all(operations.map(({ load }) => load()))
  for (const route of [...loaded.map(documented), stripeWebhook, health, ready, document]) registry.registerPath(route)

  const made = described.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: '/' }] })
  // Every answer has it, so it is said here once and not by each route.
  for (const operation of Object.values(made.paths ?? {}).flatMap((path) => Object.values(path))) {
    for (const response of Object.values(operation.responses as Record<string, { headers?: object }>)) {
      response.headers = { 'X-Request-Id': REQUEST_ID, ...response.headers }
    }
  }
  return made
}

const REQUEST_ID = {
  description: 'The id to quote: the one that the request sent as `X-Request-Id`, if it was sane, else a new one.',
  schema: { type: 'string', maxLength: 128, example: '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11' },
}

/** The route as the document shows it: with the security that the door enforces and every error it can answer. */
function documented({ policy, route, extras }: Operation): RouteConfig {
  const adminOnly = !policy.roles.includes('customer')
  const needed = [...(adminOnly ? ['admin'] : []), ...(policy.scope ? [policy.scope] : [])]
  const codes: ErrorCode[] = [
    'unauthenticated',
    ...(adminOnly ? (['admin_required'] as const) : []),
    ...(policy.scope ? (['insufficient_scope'] as const) : []),
    'tenant_suspended',
    ...(route.request?.body ? (['body_too_large', 'unsupported_media_type'] as const) : []),
    ...(extras.errors ?? []),
    'internal_error',
    'database_unavailable',
  ]
  return {
    ...route,
    description: [route.description, whoMay(policy)].filter(Boolean).join('\n\n'),
    security: [{ ApiKey: needed }, { Bearer: needed }],
    responses: { ...route.responses, ...errors(codes, extras.told), ...invalid },
  }
}

function whoMay({ roles, scope }: Policy): string {
  if (!scope) return 'Any living key will do, whatever its role and scopes.'
  return roles.includes('customer')
    ? `Needs a key with the scope \`${scope}\`; a customer-bound key sees its own customer alone.`
    : `Needs an \`admin\` key with the scope \`${scope}\`.`
}
