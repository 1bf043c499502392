import { createRoute, z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { instant, toInstant } from '../openapi/instant.ts'
import { body, created } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { type ApiKeyRow, keyPath, NewApiKey, present } from './api-key.ts'
import { callerIsRotated, lackingOf, newKey, refuseLacking, refuseRotated, shown } from './queries.ts'

const RotatedApiKey = NewApiKey.extend({
  replaces: z.object({
    id: z.string().openapi({ format: 'uuid', example: '0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f' }),
    expires_at: instant.openapi({ description: 'Time at which the old key expires.' }),
  }),
}).openapi('RotatedApiKey')

const RotationInput = z
  .strictObject({
    grace_seconds: z
      .int()
      .min(0)
      .max(2_592_000)
      .nullish()
      .transform((seconds) => seconds ?? 0)
      .openapi({
        description: 'Grace period in seconds during which the old key still works; up to 30 days.',
        default: 0,
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
    'Creates a key with the name, role, customer, scopes and expiry of the old one. The old key expires at the ' +
    'end of the grace period or at its own expiry, whichever comes first. The text of the new key is returned ' +
    'only once. A key can be rotated only once, while it is active, and only by a key that holds all of its ' +
    'scopes and has not been rotated itself.',
  request: { params: keyPath, body: body(RotationInput, { grace_seconds: 86_400 }) },
  responses: { 201: created(RotatedApiKey, 'The new key and the time at which the old one expires.') },
})

export const rotate = operation(
  admin('api-keys:write'),
  route,
  async (c) => {
    const { key_id } = c.req.valid('param')
    const { grace_seconds } = c.req.valid('json')
    const made = await newKey(c.var.mode)

    const [{ rows }] = await c.var.db.batch((q) => [q.execute<Outcome>(rotationOf(key_id, grace_seconds, made.row))])
    const outcome = rows[0]
    if (!outcome) throw new ApiError('not_found')
    refuseRotated(outcome.caller_rotated)
    refuseLacking(outcome.lacking)
    if (outcome.id === null) {
      const detail = 'Only an active key that has not been rotated can be rotated.'
      throw new ApiError('conflict', { detail })
    }
    c.var.refreshKey(key_id)

    const replaces = { id: key_id, expires_at: toInstant(outcome.old_key_dies_at) }
    const answer = { ...present(outcome), key: made.key, replaces }
    return c.json(answer, 201, { Location: `/v1/api-keys/${outcome.id}` })
  },
  { errors: ['not_found', 'conflict'] },
)

type Outcome = { caller_rotated: boolean; lacking: string[]; old_key_dies_at: string } & (ApiKeyRow | { id: null })

/** The first concurrent rotation to lock the row wins; the others then find it already replaced. */
function rotationOf(id: string, grace: number, made: SQL) {
  return sql`
    with asked as (
      select scopes from api_keys where id = ${id}::uuid
    ), lacking as (${lackingOf(sql`(select scopes from asked)`)}
    ), retired as (
      update api_keys
         set expires_at = least(expires_at, now() + make_interval(secs => ${grace}::int)), replaced_by = uuidv7()
       where id = ${id}::uuid and revoked_at is null and (expires_at is null or expires_at > now())
         and replaced_by is null and not exists (select from lacking) and not ${callerIsRotated}
      returning new.replaced_by as successor, name, role, customer_id, scopes, old.expires_at as own_expiry,
                new.expires_at as dies_at
    ), made as (
      insert into api_keys (key_hash, prefix, last_four, id, name, role, customer_id, scopes, expires_at)
      select ${made}, successor, name, role, customer_id, scopes, own_expiry from retired
      returning ${shown}
    )
    select ${callerIsRotated} as caller_rotated, array(select scope from lacking) as lacking, retired.dies_at as old_key_dies_at, made.*
      from asked left join (retired cross join made) on true`
}
