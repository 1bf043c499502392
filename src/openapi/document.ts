import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { changesData, type Policy } from '../auth/policy.ts'
import type { ErrorCode } from '../errors.ts'
import { IDEMPOTENCY_KEY } from '../idempotency/request.ts'
import type { LazyRoute, Operation } from '../operation.ts'
import { errors, invalid, invalidOrReused } from './responses.ts'

const INFO = {
  title: 'Customer Management API',
  version: '0.1.0',
  description:
    'List, create, read and clone the customers of a tenant. Authenticate with an API key in `X-Api-Key` or as a ' +
    'Bearer token. An error body is `{detail, code, request_id}`; for an invalid request, `detail` lists up to 50 ' +
    'validation errors instead. Every response has an `X-Request-Id` header. If you send a valid one, it is ' +
    'echoed.',
  license: { name: 'MIT', identifier: 'MIT' },
}

/** Builds the OpenAPI 3.1 document from these operations, all of which it loads, and from routes without a key. */
export async function buildDocument(operations: readonly LazyRoute[], keyless: readonly RouteConfig[]) {
  const described = new OpenAPIHono()
  const registry = described.openAPIRegistry
  registry.registerComponent('securitySchemes', 'ApiKey', { type: 'apiKey', in: 'header', name: 'X-Api-Key' })
  registry.registerComponent('securitySchemes', 'Bearer', { type: 'http', scheme: 'bearer' })
  const loaded = await Promise.all(operations.map(({ load }) => load()))
  for (const route of [...loaded.map(documented), ...keyless]) registry.registerPath(route)

  const document = described.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: '/' }] })
  // Most responses have these headers, so they are documented here once instead of in each route.
  const writes = new Set(loaded.filter(takesIdempotencyKey).map(({ route }) => route.operationId))
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))) {
    const isWrite = writes.has(operation.operationId)
    if (isWrite) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY_HEADER]
    for (const response of Object.values(operation.responses as Record<string, { headers?: object }>)) {
      const more = {
        'X-Request-Id': REQUEST_ID,
        'RateLimit-Policy': RATE_LIMIT_POLICY,
        ...(isWrite && { 'Idempotent-Replayed': REPLAYED }),
      }
      response.headers = { ...more, ...response.headers }
    }
  }
  return document
}

const REQUEST_ID = {
  description:
    'Request id to quote when reporting a problem: the `X-Request-Id` of the request if it was valid, otherwise ' +
    'a new one.',
  required: true,
  schema: { type: 'string', maxLength: 128, example: '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11' },
}

const RATE_LIMIT_POLICY = {
  description:
    'How many requests of this kind (`reads` or `writes`) the API key may send (`q`) in a number of seconds (`w`). ' +
    'Without a valid key, how many `failed-authentications` an address may cause.',
  required: true,
  schema: { type: 'string', example: '"reads";q=600;w=60' },
}

const IDEMPOTENCY_KEY_HEADER = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Makes the request safe to repeat: for 24 hours, the same request with the same key has no further effect and ' +
    'returns the first response again. Quoted or bare visible ASCII characters, such as a UUID.',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 512,
    pattern: IDEMPOTENCY_KEY.source,
    example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  },
} as const

const REPLAYED = {
  description: '`true` if this is the response to an earlier request with the same `Idempotency-Key`.',
  schema: { type: 'string', enum: ['true'], example: 'true' },
}

/** Operations that change something. */
export function takesIdempotencyKey({ policy }: Operation): boolean {
  return policy.scope?.endsWith(':write') ?? false
}

/** The documented route, with the security that the guard enforces and every error it can return. */
function documented(operation: Operation): RouteConfig {
  const { policy, route, options } = operation
  const isWrite = takesIdempotencyKey(operation)
  const adminOnly = !policy.roles.includes('customer')
  const needed = [...(adminOnly ? ['admin'] : []), ...(policy.scope ? [policy.scope] : [])]
  const codes: ErrorCode[] = [
    'unauthenticated',
    ...(adminOnly ? (['admin_required'] as const) : []),
    ...(policy.scope ? (['insufficient_scope'] as const) : []),
    'tenant_suspended',
    'rate_limited',
    ...(isWrite ? (['idempotency_key_invalid', 'idempotency_in_progress'] as const) : []),
    // With an idempotency key, even a body that the operation does not take is read.
    ...(isWrite ? (['request_timeout', 'body_too_large'] as const) : []),
    ...(route.request?.body ? (['unsupported_media_type'] as const) : []),
    ...(options.errors ?? []),
    ...(options.requiresLimiter ? (['rate_limiter_unavailable'] as const) : []),
    'internal_error',
    'not_ready',
    'database_unavailable',
    ...(changesData(policy) ? (['outcome_unknown'] as const) : []),
  ]
  return {
    ...route,
    description: [route.description, accessOf(policy)].filter(Boolean).join('\n\n'),
    security: [{ ApiKey: needed }, { Bearer: needed }],
    responses: { ...route.responses, ...errors(codes, options.errorSchemas), ...(isWrite ? invalidOrReused : invalid) },
  }
}

function accessOf({ roles, scope }: Policy): string {
  if (!scope) return 'Any active key can call this operation, regardless of its role and scopes.'
  return roles.includes('customer')
    ? `Requires a key with the scope \`${scope}\`. A customer-bound key sees only its own customer.`
    : `Requires an \`admin\` key with the scope \`${scope}\`.`
}
