import { z } from '@hono/zod-openapi'
import { KEY_MODES, modeOf } from '../auth/key.ts'
import { ROLES, SCOPES } from '../auth/policy.ts'
import type { apiKeys } from '../db/schema.ts'
import { id, instant, shown, toInstant, toInstantOrNull } from '../openapi/fields.ts'
import { optional, pathId, time, uuid, withDefault } from '../validation/fields.ts'
import { name } from '../validation/text.ts'

/** Path parameters of one key. */
export const keyPath = pathId('key_id', 'Id of the API key.', '0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f')

const Scope = z
  .enum(SCOPES)
  .openapi('Scope', { description: '`*` stands for all scopes. Later versions may add some.' })

/** A key to create, also by the operator's command line. */
export const ApiKeyInput = z
  .strictObject({
    name: optional(name(200).openapi({ example: 'sign-up form' })),
    role: withDefault(z.enum(ROLES), 'admin').openapi({
      description: '`admin`, the default, acts for the whole tenant; `customer` can only read one customer.',
    }),
    customer_id: optional(uuid).openapi({
      description: 'Customer that the key is bound to. Required with the role `customer`, rejected otherwise.',
    }),
    scopes: z
      .array(Scope)
      .min(1)
      .max(SCOPES.length)
      .nullish()
      .transform((scopes) => [...new Set(scopes ?? ['*'])])
      .openapi({
        description: 'Scopes to grant. `*` (all scopes) if omitted.',
      }),
    // Creating the key checks that it is in the future, so a repeated request is not checked again.
    expires_at: optional(time).openapi({
      description:
        'Expiry time in the future. If it is omitted, `null` or later than that of the calling key, the key expires ' +
        'with the calling key, or never if that key does not expire.',
    }),
  })
  .openapi('ApiKeyInput')

/** The fields of a key that may be shown at any time: never its text or hash. */
export const ApiKey = z
  .object({
    id,
    name: shown(200, 'sign-up form').nullable(),
    prefix: shown(20, 'hc_live_4fGh').openapi({ description: 'First characters of the key text.' }),
    last_four: shown(4, 'x9Qz').openapi({ description: 'Last four characters of the key text.' }),
    mode: z.enum(KEY_MODES).openapi({ description: 'A `test` key works in the tenant’s sandbox.' }),
    role: z.enum(ROLES),
    customer_id: z.string().nullable().openapi({
      format: 'uuid',
      description: 'Customer that a key with the role `customer` is bound to.',
      example: null,
    }),
    scopes: z
      .array(Scope)
      .max(SCOPES.length)
      .openapi({ example: ['customers:read', 'customers:write'] }),
    rate_limit: z.enum(['standard', 'high', 'highest']).openapi({
      description: 'Name of the rate limit, which only the operator can change.',
    }),
    state: z.enum(['active', 'expired', 'revoked']),
    expires_at: instant.nullable().openapi({ description: '`null` if the key does not expire.' }),
    revoked_at: instant.nullable().openapi({ example: null }),
    last_used_at: instant.nullable().openapi({ description: 'Time of last use, accurate to about ten minutes.' }),
    replaced_by: z
      .string()
      .nullable()
      .openapi({ format: 'uuid', description: 'Id of the key that replaced this one on rotation.', example: null }),
    created_at: instant,
  })
  .openapi('ApiKey')

/** A new key, including its text. */
export const NewApiKey = ApiKey.extend({
  key: z.string().openapi({
    description: 'Key text to send with requests. It is returned only once and is not stored.',
    maxLength: 100,
    example: 'hc_live_4fGhPq0m2Zr8Tt6Yw1Ls5Vb9Nc3Xd7Kj4Hg0Fe2Da8Su3MiAx9Qz',
  }),
}).openapi('NewApiKey')

/** A row of `KEY_COLUMNS`, which include the computed state. The database stores only valid scopes. */
export type ApiKeyRow = Omit<typeof apiKeys.$inferSelect, 'tenant_id' | 'key_hash' | 'scopes'> &
  Pick<z.infer<typeof ApiKey>, 'state' | 'scopes'>

export function present(row: ApiKeyRow): z.infer<typeof ApiKey> {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    last_four: row.last_four,
    mode: modeOf(row.prefix),
    role: row.role,
    customer_id: row.customer_id,
    scopes: row.scopes,
    rate_limit: row.rate_limit,
    state: row.state,
    expires_at: toInstantOrNull(row.expires_at),
    revoked_at: toInstantOrNull(row.revoked_at),
    last_used_at: toInstantOrNull(row.last_used_at),
    replaced_by: row.replaced_by,
    created_at: toInstant(row.created_at),
  }
}
