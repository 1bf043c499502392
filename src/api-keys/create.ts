import { createRoute, type z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql, withTables } from '../db/sql.ts'
import { ApiError, notFound, type ValidationError } from '../errors/api-error.ts'
import { body, created } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { NOT_IN_FUTURE } from '../validation/fields.ts'
import { MISSING } from '../validation/pydantic.ts'
import { isUuid } from '../validation/uuid.ts'
import { ApiKeyInput, type ApiKeyRow, NewApiKey, present } from './api-key.ts'
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

const route = createRoute({
  operationId: 'createApiKey',
  method: 'post',
  path: '/v1/api-keys',
  tags: ['API keys'],
  summary: 'Create an API key',
  description:
    'Returns the new key with its text. A key created with a test key is a test key. A key cannot grant a scope ' +
    'that it lacks: 403 `insufficient_scope`.',
  request: {
    body: body(ApiKeyInput, { name: 'sign-up form', scopes: ['customers:write'], expires_at: '2030-01-31T12:00:00Z' }),
  },
  responses: { 201: created(NewApiKey, 'The new key.') },
})

export const create = operation(
  admin('api-keys:write'),
  route,
  async (c) => {
    const input = c.req.valid('json')
    const generated = await generateKeyRow(c.var.mode, c.var.secrets)

    const [[outcome]] = await c.var.db.batch([insertion(input, generated)])
    if (outcome?.is_expired) throw ApiError.invalid([{ loc: ['body', 'expires_at'], ...NOT_IN_FUTURE }])
    requireNotRotated(outcome?.caller_rotated)
    requireScopes(outcome?.missing_scopes)
    if (!outcome?.id) throw notFound('customer')

    return c.json({ ...present(outcome), key: await c.var.secrets.decrypt(outcome.key_text) }, 201, {
      Location: `/v1/api-keys/${outcome.id}`,
    })
  },
  { errors: ['not_found', 'conflict'], requiresLimiter: true, crossCheck: ({ body }) => bindingErrors(body) },
)

/** `customer_id` is required with the role `customer` and rejected otherwise. */
function bindingErrors(body: unknown): ValidationError[] {
  const { role, customer_id } = (body ?? {}) as { role?: unknown; customer_id?: unknown }
  const loc = ['body', 'customer_id']
  if (role === 'customer' && (customer_id ?? null) === null) return [{ loc, ...MISSING }]
  if ((role ?? 'admin') !== 'admin' || !isUuid(customer_id)) return []
  return [{ loc, msg: 'Input should be null unless the role is customer', type: 'value_error' }]
}

type Outcome = { is_expired: boolean; caller_rotated: boolean; missing_scopes: string[]; key_text: string } & (
  | ApiKeyRow
  | { id: null }
)

function insertion(
  { name, role, customer_id, scopes, expires_at }: z.output<typeof ApiKeyInput>,
  generated: GeneratedKey,
) {
  const granted = sql`${sql.param(scopes)}::text[]`
  const isExpired = sql`coalesce(${expires_at}::timestamptz <= now(), false)`
  const customer = sql`select from customers where id = ${customer_id}::uuid and archived_at is null`
  return withTables(
    sql`missing as (${missingScopes(granted)}
    ), inserted as (
      insert into api_keys (key_hash, prefix, last_four, name, role, customer_id, scopes, expires_at)
      select ${generated.values}, ${name}, ${role}, ${customer_id}::uuid, ${granted},
             least(${expires_at}::timestamptz, ${callerExpiry})
       where not ${isExpired} and not exists (select from missing) and not ${callerIsRotated}
         and (${customer_id}::uuid is null or exists (${customer}))
      returning ${KEY_COLUMNS}
    )`,
    sql<Outcome>`
      select ${isExpired} as is_expired, ${callerIsRotated} as caller_rotated,
             array(select scope from missing) as missing_scopes, ${generated.text} as key_text, inserted.*
        from (select) one left join inserted on true`,
  )
}
