import { createRoute } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { etagHeader, etagOf, hasVersion, ifMatch, requireVersion, versionsOf } from '../http/etag.ts'
import { changed, shownTo } from '../openapi/changed.ts'
import { body, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { Customer, type CustomerRow, present } from './customer.ts'
import { type CustomerChange, CustomerPatch, customerPath } from './fields.ts'
import { isTooMuch, metadataParts, TOO_MUCH_METADATA } from './metadata.ts'
import { customerWhere, type Holder, holdersOf, taken } from './queries.ts'

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
    body: body(CustomerPatch, { company_name: 'Steve & Sons', metadata: { plan: 'gold', trial: null } }),
  },
  responses: { 200: { ...json(changed(Customer, 'customers'), 'The updated customer.'), headers: etagHeader } },
})

export const patch = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const input = c.req.valid('json')
    const versions = versionsOf(c.req.header('If-Match'))

    const itself = sql`id = ${customer_id}::uuid`
    const [written, found, holders] = await c.var.db.batch((q) => [
      q.execute<{ id: string }>(change(itself, input, versions)),
      q.execute<CustomerRow>(customerWhere(sql`c.id = ${customer_id}::uuid and archived_at is null`)),
      q.execute<Holder>(holdersOf(input.email, input.external_id, itself)),
    ])
    const [row] = found.rows
    if (!row) throw new ApiError('not_found')
    if (written.rows.length > 0) {
      return c.json(shownTo(c.var.caller, 'customers', present(row)), 200, { ETag: etagOf(row) })
    }

    requireVersion(versions, row)
    const [holder] = holders.rows
    if (!holder && isTooMuch(row.metadata, input.metadata)) throw ApiError.invalid([TOO_MUCH_METADATA])
    throw taken(holder)
  },
  { errors: ['not_found', 'email_taken', 'external_id_taken', 'conflict', 'precondition_failed'] },
)

/** The update applies only if no reason to reject it holds; the reason is read afterwards. */
function change(itself: SQL, input: CustomerChange, versions: string[] | null): SQL {
  return sql`
    update customers set ${assignments(input)}
     where ${itself} and archived_at is null
       and ${hasVersion(versions)}
       and not exists (${holdersOf(input.email, input.external_id, itself)})
       and ${fitsMetadata(input)}
    returning id`
}

/** The metadata after a change. `stored` is the column, because its bare name would be ambiguous in an upsert. */
function mergedMetadata(input: CustomerChange, stored: SQL): SQL {
  const { set, removed } = metadataParts(input.metadata)
  const base = input.metadata === null ? sql`'{}'::jsonb` : stored
  const keys = sql`array(select jsonb_array_elements_text(${JSON.stringify(removed)}::jsonb))`
  return sql`((${base} || ${set}::jsonb) - ${keys})`
}

/** SQL condition that stored and new keys together stay within the limit, which depends on the stored row. */
export function fitsMetadata(input: CustomerChange, stored = sql`metadata`): SQL {
  if (!input.metadata) return sql`true`
  return sql`(select count(*) from jsonb_object_keys(${mergedMetadata(input, stored)})) <= 50`
}

/**
 * Assignments for the fields that were sent, and always metadata, so that an empty change is still a valid statement.
 */
export function assignments(input: CustomerChange, stored = sql`metadata`): SQL {
  const { metadata: _, ...fields } = input
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined)
  const columns = sent.map(([name, value]) => sql`${sql.identifier(name)} = ${value}`)
  return sql.join([...columns, sql`metadata = ${mergedMetadata(input, stored)}`], sql`, `)
}
