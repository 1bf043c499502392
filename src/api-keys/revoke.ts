import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql, withTables } from '../db/sql.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { done } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { queryBoolean } from '../validation/fields.ts'
import { keyPath } from './api-key.ts'
import {
  callerIsRotated,
  isLastManager,
  isManager,
  missingScopes,
  requireNotRotated,
  requireScopes,
} from './queries.ts'

const route = createRoute({
  operationId: 'revokeApiKey',
  method: 'delete',
  path: '/v1/api-keys/{key_id}',
  tags: ['API keys'],
  summary: 'Revoke an API key',
  description:
    'Revokes the key permanently, starting with its next request. Revoking it twice is not an error. The last active ' +
    'admin key that can manage keys is revoked only if `force` is true; after that, only the operator can create ' +
    'one. A key can revoke itself and, unless it was rotated, keys whose scopes it holds: otherwise 403 ' +
    '`insufficient_scope`.',
  request: {
    params: keyPath,
    query: z.strictObject({
      force: queryBoolean
        .default(false)
        .openapi({ description: 'Also revoke the last key that can manage keys.', example: true }),
    }),
  },
  responses: { 204: done },
})

export const revoke = operation(
  admin('api-keys:write'),
  route,
  async (c) => {
    const { key_id } = c.req.valid('param')
    const { force } = c.req.valid('query')

    const [, [outcome]] = await c.var.db.batch([lockManagers, revocation(key_id, force)])
    if (!outcome) throw notFound('API key')
    if (!outcome.revoked) {
      requireNotRotated(outcome.caller_rotated)
      requireScopes(outcome.missing_scopes, 'revoke')
      const detail = 'This is the last active admin key that can manage keys. Send force=true to revoke it anyway.'
      throw new ApiError('conflict', { detail })
    }
    c.var.refreshKey(key_id)

    return c.body(null, 204)
  },
  { errors: ['not_found', 'conflict'] },
)

/**
 * Runs first and locks in a fixed order, so that the second of two concurrent revocations sees the result of the first.
 */
const lockManagers = sql`select from api_keys where ${isManager} order by id for no key update`

function revocation(id: string, force: boolean) {
  return withTables(
    sql`requested as (
      select id, scopes from api_keys where id = ${id}::uuid
    ), missing as (${missingScopes(sql`(select scopes from requested where id <> app.key_id())`)}
    ), revoked as (
      update api_keys set revoked_at = coalesce(revoked_at, now())
       where id = ${id}::uuid and (id = app.key_id() or not ${callerIsRotated})
         and not exists (select from missing)
         and (${force} or not ${isLastManager(id)})
      returning 1
    )`,
    sql<{ revoked: boolean; caller_rotated: boolean; missing_scopes: string[] }>`
      select exists (select from revoked) as revoked, id <> app.key_id() and ${callerIsRotated} as caller_rotated,
             array(select scope from missing) as missing_scopes
        from requested`,
  )
}
