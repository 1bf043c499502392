import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { changesData, type Policy } from '../auth/policy.ts'
import type { ErrorCode } from '../errors/codes.ts'
import type { LazyRoute, Operation } from '../operation.ts'
import { errors, invalid, invalidOrReused, sharedErrors } from './errors.ts'
import { ConflictFailure, Failure, KeyReusedFailure, ValidationFailure } from './failure.ts'
import { HEADERS, headerRef, IDEMPOTENCY_KEY_HEADER } from './headers.ts'
import { INFO, SERVERS, TAGS } from './prose.ts'
import { type DocumentedOperation, dropFieldExamples, dropRepeatedFields, shareRepeated } from './sharing.ts'

/** Either header may hold the key. An operation states the role and the scope that the key needs. */
const SECURITY: Record<string, string[]>[] = [{ ApiKey: [] }, { Bearer: [] }]

/** Builds the OpenAPI 3.1 document from these operations, all of which it loads, and from routes without a key. */
export async function buildDocument(operations: readonly LazyRoute[], keyless: readonly RouteConfig[]) {
  const described = new OpenAPIHono()
  const registry = described.openAPIRegistry
  const schemas = { ConflictFailure, Failure, KeyReusedFailure, ValidationFailure }
  for (const [name, schema] of Object.entries(schemas)) registry.register(name, schema)
  const apiKey = 'Text of an API key. `hc_test_…` works on test data, `hc_live_…` on live data.'
  registry.registerComponent('securitySchemes', 'ApiKey', {
    ...{ type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    description: apiKey,
  })
  registry.registerComponent('securitySchemes', 'Bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The same API key.',
  })
  const loaded = await Promise.all(operations.map(({ load }) => load()))
  for (const route of [...loaded.map(documented), ...keyless]) registry.registerPath(route)

  const document = described.getOpenAPI31Document({
    ...{ openapi: '3.1.0', info: INFO, servers: SERVERS, tags: TAGS, security: SECURITY },
  })
  const all = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path) as DocumentedOperation[])
  const keyed = new Map(loaded.map((operation) => [operation.route.operationId, operation]))
  for (const operation of all) addHeaders(operation, keyed.get(operation.operationId))
  const named = document.components?.schemas as Parameters<typeof dropRepeatedFields>[0]
  dropFieldExamples(all, named)
  dropRepeatedFields(named)
  const { parameters, headers, responses } = shareRepeated(all)
  const shared = { responses: { ...sharedErrors(), ...responses }, parameters, headers: { ...HEADERS, ...headers } }
  return { ...document, components: { ...document.components, ...shared } }
}

/** Adds what nearly all operations have. */
function addHeaders(documented: DocumentedOperation, operation: Operation | undefined): void {
  const isWrite = operation !== undefined && takesIdempotencyKey(operation)
  if (isWrite) documented.parameters = [...(documented.parameters ?? []), IDEMPOTENCY_KEY_HEADER]
  for (const response of Object.values(documented.responses)) {
    if ('$ref' in response || 'X-Request-Id' in (response.headers ?? {})) continue
    response.headers = {
      'X-Request-Id': headerRef('RequestId'),
      'RateLimit-Policy': headerRef('RateLimit'),
      ...(isWrite && { 'Idempotent-Replayed': headerRef('Replayed') }),
      ...response.headers,
    }
  }
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
  if (!scope) return 'Any active key, regardless of its role and scopes.'
  return roles.includes('customer') ? `Scope: \`${scope}\`, any role.` : `Scope: \`${scope}\`, role \`admin\`.`
}
