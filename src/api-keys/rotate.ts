import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql, withTables } from '../db/sql.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { id, instant, toInstant } from '../openapi/fields.ts'
import { body, created } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { withDefault } from '../validation/fields.ts'
import { type ApiKeyRow, keyPath, NewApiKey, present } from './api-key.ts'
import {
  callerExpiry,
  callerIsRotated,
  type GeneratedKey,
  generateKeyRow,
  KEY_COLUMNS,
  missingScopes,
  requireNotRotated,
  requireScopes,
} from './queries.ts'

const RotatedApiKey = NewApiKey.extend({
  replaces: z
    .object({
      id,
      expires_at: instant.openapi({ description: 'Time at which the old key expires.' }),
    })
    .openapi('ReplacedApiKey'),
}).openapi('RotatedApiKey')

const RotationInput = z
  .strictObject({
    grace_seconds: withDefault(z.int().min(0).max(2_592_000), 0).openapi({
      format: 'int32',
      description: 'Grace period in seconds during which the old key still works, up to 30 days. `0` if omitted.',
    }),
  })
  .openapi('RotationInput')

const route = createRoute({
  operationId: 'rotateApiKey',
  method: 'post',
  path: '/v1/api-keys/{key_id}/rotate',
  tags: ['API keys'],
  summary: 'Rotate an API key',
  description:
    'Creates a key with the name, role, customer, scopes and expiry of the old one; it expires no later than the ' +
    'calling key, unless that key rotates itself. The old key expires after the grace period or at its own ' +
    'expiry, whichever comes first. A key can be rotated once, ' +
    'while active, and only by a key that holds all of its scopes and was not rotated itself.',
  request: { params: keyPath, body: body(RotationInput, { grace_seconds: 86_400 }) },
  responses: { 201: created(RotatedApiKey, 'The new key and the time at which the old one expires.') },
})

export const rotate = operation(
  admin('api-keys:write'),
  route,
  async (c) => {
    const { key_id } = c.req.valid('param')
    const { grace_seconds } = c.req.valid('json')
    const generated = await generateKeyRow(c.var.mode, c.var.secrets)

    const [[outcome]] = await c.var.db.batch([rotation(key_id, grace_seconds, generated)])
    if (!outcome) throw notFound('API key')
    requireNotRotated(outcome.caller_rotated)
    requireScopes(outcome.missing_scopes)
    if (outcome.id === null) {
      const detail = 'Only an active key that has not been rotated can be rotated.'
      throw new ApiError('conflict', { detail })
    }
    c.var.refreshKey(key_id)

    const rotated = {
      ...present(outcome),
      key: await c.var.secrets.decrypt(outcome.key_text),
      replaces: presentReplaced(key_id, outcome),
    }
    return c.json(rotated, 201, { Location: `/v1/api-keys/${outcome.id}` })
  },
  { errors: ['not_found', 'conflict'], requiresLimiter: true },
)

type RotatedRow = ApiKeyRow & { old_key_expires_at: string }
type Outcome = { caller_rotated: boolean; missing_scopes: string[]; key_text: string } & (RotatedRow | { id: null })

function presentReplaced(id: string, { old_key_expires_at }: RotatedRow) {
  return { id, expires_at: toInstant(old_key_expires_at) }
}

/** The first concurrent rotation to lock the row wins; the others then find it already replaced. */
function rotation(id: string, graceSeconds: number, generated: GeneratedKey) {
  return withTables(
    sql`requested as (
      select scopes from api_keys where id = ${id}::uuid
    ), missing as (${missingScopes(sql`(select scopes from requested)`)}
    ), old_key as (
      update api_keys
         set expires_at = least(expires_at, now() + make_interval(secs => ${graceSeconds}::int)),
             replaced_by = uuidv7()
       where id = ${id}::uuid and revoked_at is null and (expires_at is null or expires_at > now())
         and replaced_by is null and not exists (select from missing) and not ${callerIsRotated}
      returning new.replaced_by as successor, name, role, customer_id, scopes, old.expires_at as own_expiry,
                new.expires_at as grace_expiry
    ), inserted as (
      insert into api_keys (key_hash, prefix, last_four, id, name, role, customer_id, scopes, expires_at)
      select ${generated.values}, successor, name, role, customer_id, scopes,
             least(own_expiry, case when app.key_id() <> ${id}::uuid then ${callerExpiry} end) from old_key
      returning ${KEY_COLUMNS}
    )`,
    sql<Outcome>`
      select ${callerIsRotated} as caller_rotated, array(select scope from missing) as missing_scopes,
             ${generated.text} as key_text, old_key.grace_expiry as old_key_expires_at, inserted.*
        from requested left join (old_key cross join inserted) on true`,
  )
}
