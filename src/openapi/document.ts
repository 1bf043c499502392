import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Policy } from '../auth/policy.ts'
import type { ErrorCode } from '../errors.ts'
import type { LazyRoute, Operation } from '../operation.ts'
import { errors, invalid } from './responses.ts'

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

/** Builds the OpenAPI 3.1 document from these operations, all of which it loads, and from routes without a key. */
export async function buildDocument(operations: readonly LazyRoute[], keyless: readonly RouteConfig[]) {
  const described = new OpenAPIHono()
  const registry = described.openAPIRegistry
  registry.registerComponent('securitySchemes', 'ApiKey', { type: 'apiKey', in: 'header', name: 'X-Api-Key' })
  registry.registerComponent('securitySchemes', 'Bearer', { type: 'http', scheme: 'bearer' })
  const loaded = await Promise.all(operations.map(({ load }) => load()))
  for (const route of [...loaded.map(documented), ...keyless]) registry.registerPath(route)

  const document = described.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: '/' }] })
  // Every response has this header, so it is documented here once instead of in each route.
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))) {
    for (const response of Object.values(operation.responses as Record<string, { headers?: object }>)) {
      response.headers = { 'X-Request-Id': REQUEST_ID, ...response.headers }
    }
  }
  return document
}

const REQUEST_ID = {
  description:
    'Request id to quote when reporting a problem: the `X-Request-Id` of the request if it was valid, otherwise ' +
    'a new one.',
  schema: { type: 'string', maxLength: 128, example: '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11' },
}

/** The documented route, with the security that the guard enforces and every error it can return. */
function documented({ policy, route, options }: Operation): RouteConfig {
  const adminOnly = !policy.roles.includes('customer')
  const needed = [...(adminOnly ? ['admin'] : []), ...(policy.scope ? [policy.scope] : [])]
  const codes: ErrorCode[] = [
    'unauthenticated',
    ...(adminOnly ? (['admin_required'] as const) : []),
    ...(policy.scope ? (['insufficient_scope'] as const) : []),
    'tenant_suspended',
    ...(route.request?.body ? (['body_too_large', 'unsupported_media_type'] as const) : []),
    ...(options.errors ?? []),
    'internal_error',
    'database_unavailable',
  ]
  return {
    ...route,
    description: [route.description, accessOf(policy)].filter(Boolean).join('\n\n'),
    security: [{ ApiKey: needed }, { Bearer: needed }],
    responses: { ...route.responses, ...errors(codes, options.errorSchemas), ...invalid },
  }
}

function accessOf({ roles, scope }: Policy): string {
  if (!scope) return 'Any active key can call this operation, regardless of its role and scopes.'
  return roles.includes('customer')
    ? `Requires a key with the scope \`${scope}\`. A customer-bound key sees only its own customer.`
    : `Requires an \`admin\` key with the scope \`${scope}\`.`
}
