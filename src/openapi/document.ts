import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Policy } from '../auth/policy.ts'
import type { ErrorCode } from '../errors.ts'
import type { Entry, Operation } from '../operation.ts'
import { route as stripeWebhook } from '../stripe/webhook.ts'
import { errors, invalid, json } from './responses.ts'

const health = createRoute({
  operationId: 'getHealth',
  method: 'get',
  path: '/health',
  tags: ['Service'],
  summary: 'Check liveness',
  description: 'Responds without querying the database.',
  security: [],
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'The service is alive.') },
})

const ready = createRoute({
  operationId: 'getReady',
  method: 'get',
  path: '/ready',
  tags: ['Service'],
  summary: 'Check readiness',
  description:
    'Queries the database and checks that the login role can do nothing but enter a tenant. Any excess ' +
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

const document = createRoute({
  operationId: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  tags: ['Service'],
  summary: 'Get the OpenAPI document',
  description: 'Returns the OpenAPI 3.1 document, generated from the schemas that validate requests.',
  security: [],
  responses: {
    200: json(z.looseObject({ openapi: z.string().openapi({ example: '3.1.0' }) }), 'The OpenAPI document.'),
  },
})

const INFO = {
  title: 'Customer Management API',
  version: '0.1.0',
  description:
    'List, create, read and clone the customers of a tenant. Authenticate with an API key in `X-Api-Key` or as a ' +
    'Bearer token. An error body is `{detail, code, request_id}`; for an invalid request, `detail` lists every ' +
    'validation error instead. Every response has an `X-Request-Id` header. If you send a valid one, it is ' +
    'echoed.',
  license: { name: 'MIT', identifier: 'MIT' },
}

/**
 * Builds the OpenAPI 3.1 document from these operations, the Stripe webhook and the routes that need no key. Loads all
 * operations.
 */
export async function documentOf(operations: readonly Entry[]): Promise<object> {
  const described = new OpenAPIHono()
  const registry = described.openAPIRegistry
  registry.registerComponent('securitySchemes', 'ApiKey', { type: 'apiKey', in: 'header', name: 'X-Api-Key' })
  registry.registerComponent('securitySchemes', 'Bearer', { type: 'http', scheme: 'bearer' })
  const loaded = await Promise.all(operations.map(({ load }) => load()))
  for (const route of [...loaded.map(documented), stripeWebhook, health, ready, document]) registry.registerPath(route)

  const made = described.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: '/' }] })
  // Every response has this header, so it is documented here once instead of in each route.
  for (const operation of Object.values(made.paths ?? {}).flatMap((path) => Object.values(path))) {
    for (const response of Object.values(operation.responses as Record<string, { headers?: object }>)) {
      response.headers = { 'X-Request-Id': REQUEST_ID, ...response.headers }
    }
  }
  return made
}

const REQUEST_ID = {
  description:
    'Request id to quote when reporting a problem: the `X-Request-Id` of the request if it was valid, otherwise ' +
    'a new one.',
  schema: { type: 'string', maxLength: 128, example: '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11' },
}

/** The documented route, with the security that the guard enforces and every error it can return. */
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
  if (!scope) return 'Any active key can call this operation, regardless of its role and scopes.'
  return roles.includes('customer')
    ? `Requires a key with the scope \`${scope}\`. A customer-bound key sees only its own customer.`
    : `Requires an \`admin\` key with the scope \`${scope}\`.`
}
