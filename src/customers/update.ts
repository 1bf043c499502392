import { createRoute } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import { asJson, type SQL, sql } from '../db/sql.ts'
import { ApiError } from '../errors/api-error.ts'
import { checked, etagHeader, etagOf, hasVersion, ifMatch, requireVersion, versionsOf } from '../http/etag.ts'
import { body, json, unread } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerPath } from '../validation/fields.ts'
import { CHANGED, Customer, type CustomerRow, present } from './customer.ts'
import { CustomerInput, type CustomerUpdate } from './fields.ts'
import { exceedsMaxKeys, splitMetadata, TOO_MANY_METADATA_KEYS } from './metadata.ts'
import { conflictError, requireActive, selectConflict, selectCustomer, valueLocks } from './queries.ts'

const route = createRoute({
  operationId: 'updateCustomer',
  method: 'patch',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Update a customer',
  description: 'Updates only the fields that are sent; `null` clears a field. Metadata is merged key by key.',
  request: {
    params: customerPath,
    headers: ifMatch,
    body: body(CustomerInput, { company_name: 'Steve & Sons', metadata: { plan: 'gold', trial: null } }),
  },
  responses: {
    200: { ...json(Customer, CHANGED), headers: etagHeader },
    204: unread(etagHeader),
  },
})

export const update = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const input = c.req.valid('json')
    const versions = versionsOf(c.req.header('If-Match'))

    const itself = sql`id = ${customer_id}::uuid`
    const [[updated], [found], [conflict]] = await c.var.db.batch([
      change(itself, input, versions),
      checked(selectCustomer(customer_id), versions),
      selectConflict(input.email, input.external_id, itself),
    ])
    const row = requireActive(found)
    const ETag = etagOf(row)
    const isShown = mayRead(c.var.caller, 'customers')
    if (updated && !isShown) return c.body(null, 204, { ETag, Location: `/v1/customers/${row.id}` })
    if (updated) return c.json(present(row), 200, { ETag })

    requireVersion(row)
    if (!conflict && exceedsMaxKeys(row.metadata, input.metadata)) throw ApiError.invalid([TOO_MANY_METADATA_KEYS])
    throw conflictError(conflict)
  },
  { errors: ['not_found', 'email_taken', 'external_id_taken', 'conflict', 'precondition_failed'] },
)

/** The update applies only if no reason to reject it holds; the reason is read afterwards. */
function change(itself: SQL, input: CustomerUpdate, versions: string[] | null): SQL<Pick<CustomerRow, 'id'>> {
  return sql`
    update customers set ${assignments(input)}
      from ${valueLocks(input.email, input.external_id)}
     where ${itself} and archived_at is null
       and ${hasVersion(versions)}
       and not exists (${selectConflict(input.email, input.external_id, itself)})
       and ${fitsMetadata(input)}
    returning id`
}

/** The metadata after a change. `stored` is the column, because its bare name would be ambiguous in an upsert. */
function mergedMetadata(input: CustomerUpdate, stored: SQL): SQL {
  const { set, removed } = splitMetadata(input.metadata)
  const base = input.metadata === null ? sql`'{}'::jsonb` : stored
  const keys = sql`array(select jsonb_array_elements_text(${asJson(removed)}))`
  return sql`((${base} || ${set}::jsonb) - ${keys})`
}

/** SQL condition that stored and new keys together stay within the limit, which depends on the stored row. */
export function fitsMetadata(input: CustomerUpdate, stored = sql`metadata`): SQL {
  if (!input.metadata) return sql`true`
  return sql`(select count(*) from jsonb_object_keys(${mergedMetadata(input, stored)})) <= 50`
}

/**
 * Assignments for the fields that were sent, and always metadata, so that an empty change is still a valid statement.
 */
export function assignments(input: CustomerUpdate, stored = sql`metadata`): SQL {
  const { metadata: _, ...fields } = input
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined)
  const columns = sent.map(([name, value]) => sql`${sql.identifier(name)} = ${value}`)
  return sql.join([...columns, sql`metadata = ${mergedMetadata(input, stored)}`], sql`, `)
}
