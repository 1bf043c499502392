import { createRoute } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { ApiError } from '../errors/api-error.ts'
import { checked, etagHeader, etagOf, hasVersion, ifMatch, requireVersion, versionsOf } from '../http/etag.ts'
import { body, created, json, unread } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import type { CrossCheck } from '../validation/request.ts'
import { CHANGED, Customer, present } from './customer.ts'
import { CustomerInput, type CustomerUpdate, externalId, externalPath } from './fields.ts'
import { exceedsMaxKeys, TOO_MANY_METADATA_KEYS } from './metadata.ts'
import {
  archivedError,
  conflictError,
  INPUT_COLUMN_LIST,
  idOfCurrent,
  selectConflict,
  selectCustomer,
  valueLocks,
  valuesOf,
} from './queries.ts'
import { assignments, fitsMetadata } from './update.ts'

/** A customer that was read or exported can be sent back, but only to its own path. */
const pathErrors: CrossCheck = ({ path, body }) => {
  const sent = externalId.safeParse((body as { external_id?: unknown } | undefined)?.external_id)
  const addressed = externalId.safeParse(path.external_id)
  if (!sent.data || !addressed.success || sent.data === addressed.data) return []
  return [{ loc: ['body', 'external_id'], msg: 'Input should equal the external_id in the path', type: 'value_error' }]
}

const route = createRoute({
  operationId: 'putCustomerByExternalId',
  method: 'put',
  path: '/v1/customers/external/{external_id}',
  tags: ['Customers'],
  summary: 'Create or update a customer by external id',
  description:
    'Creates the customer with this external id or, if it exists, updates only the fields that are sent. An ' +
    '`external_id` in the body must equal the one in the path. Safe to retry: concurrent requests create one ' +
    'customer. If the customer with this external id is archived, restore `existing_customer_id`, or create another ' +
    'with POST.',
  request: {
    params: externalPath,
    headers: ifMatch,
    body: body(CustomerInput, { company_name: 'Steve the Plumber', email: 'steve@plumbing.example' }),
  },
  responses: {
    200: { ...json(Customer, CHANGED), headers: etagHeader },
    // Even a new customer may show earlier data: Stripe events that waited for it.
    201: created(Customer, 'The new customer.', etagHeader),
    204: unread(etagHeader),
  },
})

export const upsert = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { external_id } = c.req.valid('param')
    const { external_id: _, ...input } = c.req.valid('json')
    const match = c.req.header('If-Match')

    const itself = sql`external_id is not distinct from ${external_id}`
    const [[outcome], [row], [conflict], [request]] = await c.var.db.batch([
      upsertion(external_id, input, match),
      checked(selectCustomer(idOfCurrent(external_id)), versionsOf(match)),
      selectConflict(input.email, null, itself),
      // A repeated request thus gets the first result, with or without If-Match.
      sql<{ is_conditional: boolean; archived_id: string | null }>`
        select ${match !== undefined}::boolean as is_conditional, app.archived_customer(${external_id}) as archived_id`,
    ])
    if (outcome && row) {
      const ETag = etagOf(row)
      const Location = `/v1/customers/${row.id}`
      if (!mayRead(c.var.caller, 'customers')) return c.body(null, 204, { ETag, Location })
      if (!outcome.is_new) return c.json(present(row), 200, { ETag })
      return c.json(present(row), 201, { Location, ETag })
    }
    if (!row && request?.archived_id) throw archivedError(request.archived_id)
    // With If-Match, a missing customer is not created.
    if (request?.is_conditional && !row) throw new ApiError('precondition_failed')
    if (row) requireVersion(row)
    if (!conflict && row && exceedsMaxKeys(row.metadata, input.metadata)) {
      throw ApiError.invalid([TOO_MANY_METADATA_KEYS])
    }
    throw conflictError(conflict)
  },
  { errors: ['email_taken', 'archived', 'conflict', 'precondition_failed'], crossCheck: pathErrors },
)

/** One atomic statement: of concurrent requests, one inserts and the others update what it inserted. */
export function upsertion(externalId: string, input: CustomerUpdate, match: string | undefined) {
  const itself = sql`external_id is not distinct from ${externalId}`
  const exists = sql`exists (select from customers where external_id = ${externalId} and archived_at is null)`
  return sql<{ is_new: boolean }>`
    insert into customers (${INPUT_COLUMN_LIST})
    select ${valuesOf({ ...input, external_id: externalId })} from ${valueLocks(input.email, externalId)}
     where not exists (${selectConflict(input.email, null, itself)}) and app.archived_customer(${externalId}) is null
       and (${match === undefined} or ${exists})
    on conflict (tenant_id, external_id) where external_id is not null and archived_at is null
    do update set ${assignments(input, sql`customers.metadata`)}
     where ${fitsMetadata(input, sql`customers.metadata`)} and ${hasVersion(versionsOf(match), sql`customers.version`)}
    returning old.id is null as is_new`
}
