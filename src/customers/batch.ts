import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import type { Fault } from '../errors.ts'
import { body, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { faultsOf } from '../validation/pydantic.ts'
import { NewCustomer, type NewCustomerRow, presentNew } from './customer.ts'
import { type CustomerChange, CustomerPatch } from './fields.ts'
import { metadataParts } from './metadata.ts'
import { type Holder, taken } from './queries.ts'

const MOST = 100

const Result = z
  .object({
    status: z.union([z.literal(201), z.literal(409), z.literal(422)]),
    customer: NewCustomer.nullable().openapi({ description: 'The new customer. Set with status 201.' }),
    code: z.string().nullable().openapi({ description: 'Error code. Set with status 409.', example: null }),
    existing_customer_id: z.string().nullable().openapi({
      description: 'Id of the customer that already uses the email or external id. Set with status 409.',
      example: null,
    }),
    detail: z
      .array(z.object({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() }))
      .nullable()
      .openapi({ description: 'Validation errors of this row. Set with status 422.', example: null }),
  })
  .openapi('BatchResult')

const route = createRoute({
  operationId: 'createCustomers',
  method: 'post',
  path: '/v1/customers/batch',
  tags: ['Customers'],
  summary: 'Create up to 100 customers',
  description: 'Returns one result per row, in the order of the rows. A failed row does not affect the others.',
  request: {
    body: body(
      // Rows are validated one by one, so an invalid row is a result instead of failing the request.
      z
        .strictObject({
          customers: z
            .array(z.unknown())
            .min(1)
            .max(MOST)
            .openapi({
              type: 'array',
              items: { $ref: '#/components/schemas/CustomerInput' },
              minItems: 1,
              maxItems: MOST,
            }),
        })
        .openapi('CustomerBatchInput'),
      { customers: [{ company_name: 'Steve the Plumber' }, { email: 'pete@plumbing.example' }] },
    ),
  },
  responses: { 200: json(z.object({ results: z.array(Result) }).openapi('CustomerBatch'), 'One result per row.') },
})

type Row = { input: CustomerChange; faults: null } | { input: null; faults: Fault[] }
type Inserted = NewCustomerRow & { position: number }

export const createMany = operation(admin('customers:write'), route, async (c) => {
  const rows = c.req.valid('json').customers.map(readRow)

  const list = JSON.stringify(rows.flatMap(({ input }, position) => (input ? [columnsOf(input, position)] : [])))
  const [inserted, holders] = await c.var.db.batch((q) => [
    q.execute<Inserted>(insertion(list)),
    q.execute<Holder & { position: number }>(holdersFor(list)),
  ])
  const made = new Map(inserted.rows.map((row) => [row.position, row]))
  const held = new Map(holders.rows.map((row) => [row.position, row]))

  const results = rows.map(({ faults }, position) => {
    const result = { customer: null, code: null, existing_customer_id: null, detail: null }
    if (faults) return { ...result, status: 422 as const, detail: faults }
    const row = made.get(position)
    if (row) return { ...result, status: 201 as const, customer: presentNew(row) }
    const holder = held.get(position)
    return { ...result, status: 409 as const, code: taken(holder).code, existing_customer_id: holder?.id ?? null }
  })
  return c.json({ results }, 200)
})

function readRow(raw: unknown, position: number): Row {
  const result = CustomerPatch.safeParse(raw, { reportInput: true })
  if (result.success) return { input: result.data, faults: null }
  const faults = faultsOf('body', result.error.issues)
  return {
    input: null,
    faults: faults.map((fault) => ({ ...fault, loc: ['body', 'customers', position, ...fault.loc.slice(1)] })),
  }
}

function columnsOf({ metadata, ...fields }: CustomerChange, position: number) {
  return { ...fields, metadata: JSON.parse(metadataParts(metadata).set), position }
}

const ROWS = sql`as row (position int, id uuid, company_name text, email text, industry text, country_code text,
  currency text, locale text, timezone text, external_id text, metadata jsonb)`

/**
 * One statement for all rows. Ids are generated beforehand, to tell which rows were inserted. Rows are inserted in the
 * order of their unique values, so that two requests with the same rows in different orders cannot deadlock.
 */
function insertion(list: string) {
  return sql`
    with rows as materialized (
      select row.*, uuidv7() as new_id from jsonb_to_recordset(${list}::jsonb) ${ROWS}
    ), made as (
      insert into customers (id, company_name, email, industry, country_code, currency, locale, timezone, external_id, metadata)
      select new_id, company_name, email, industry, country_code, currency, locale, timezone, external_id, metadata
        from rows order by lower(email collate "C"), external_id, position
      on conflict do nothing
      returning id, company_name, email, created_at
    )
    select made.*, rows.position from made join rows on rows.new_id = made.id`
}

/** The customer that uses the email or external id of each row; for an inserted row, that row itself. */
export function holdersFor(list: string) {
  return sql`
    select distinct on (row.position) row.position, holder.id, holder.has_email
      from jsonb_to_recordset(${list}::jsonb) ${ROWS}
     cross join lateral app.holders_of(row.email, row.external_id) holder
     order by row.position, has_email desc`
}
