import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql, withTables } from '../db/sql.ts'
import { MAX_VALIDATION_ERRORS, type ValidationError as ValidationErrorOfRow } from '../errors.ts'
import { ValidationError } from '../openapi/failure.ts'
import { id, orNull } from '../openapi/fields.ts'
import { body, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { validationErrorsOf } from '../validation/pydantic.ts'
import { NewCustomer, type NewCustomerRow, presentNew } from './customer.ts'
import { CustomerInput, type CustomerUpdate } from './fields.ts'
import { splitMetadata } from './metadata.ts'
import { CONFLICT_CODES, type Conflict, conflictCode, INPUT_COLUMN_LIST, INPUT_COLUMNS } from './queries.ts'

const MAX_ROWS = 100
const STATUSES = [201, 409, 422] as const

const Result = z
  .object({
    status: z
      .union(STATUSES.map((status) => z.literal(status)))
      .openapi({ type: 'integer', format: 'int32', enum: [...STATUSES], minimum: 201, maximum: 422 }),
    customer: orNull(NewCustomer).openapi({ description: 'The new customer. Set with status 201.' }),
    code: z.enum(CONFLICT_CODES).nullable().openapi({ description: 'Error code. Set with status 409.', example: null }),
    existing_customer_id: id('497f6eca-6276-4993-bfeb-53cbbbba6f08').nullable().openapi({
      description: 'Id of the customer that already uses the email or external id. Set with status 409.',
      example: null,
    }),
    detail: z
      .array(ValidationError)
      .max(MAX_VALIDATION_ERRORS)
      .nullable()
      .openapi({
        description:
          'Validation errors of this row. Set with status 422. All rows together list up to ' +
          `${MAX_VALIDATION_ERRORS}; beyond that, each invalid row lists one.`,
        example: null,
      }),
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
            .max(MAX_ROWS)
            .openapi({
              type: 'array',
              items: { $ref: '#/components/schemas/CustomerInput' },
              minItems: 1,
              maxItems: MAX_ROWS,
            }),
        })
        .openapi('CustomerBatchInput'),
      { customers: [{ company_name: 'Steve the Plumber' }, { email: 'pete@plumbing.example' }] },
    ),
  },
  responses: {
    200: json(z.object({ results: z.array(Result).max(MAX_ROWS) }).openapi('CustomerBatch'), 'One result per row.'),
  },
})

type Row = { input: CustomerUpdate; errors: null } | { input: null; errors: ValidationErrorOfRow[] }
/** Index of the row in the request. */
type Indexed = { index: number }

export const createMany = operation(admin('customers:write'), route, async (c) => {
  const rows = readRows(c.req.valid('json').customers)

  const valid = JSON.stringify(rows.flatMap(({ input }, index) => (input ? [columnsOf(input, index)] : [])))
  const [inserted, conflicts] = await c.var.db.batch([insertion(valid), selectConflicts(valid)])
  const newRows = new Map(inserted.map((row) => [row.index, row]))
  const conflictsByRow = new Map(conflicts.map((conflict) => [conflict.index, conflict]))

  const results = rows.map(({ errors }, index) => {
    const result = { customer: null, code: null, existing_customer_id: null, detail: null }
    if (errors) return { ...result, status: 422 as const, detail: errors }
    const row = newRows.get(index)
    if (row) return { ...result, status: 201 as const, customer: presentNew(row) }
    const conflict = conflictsByRow.get(index)
    return { ...result, status: 409 as const, code: conflictCode(conflict), existing_customer_id: conflict?.id ?? null }
  })
  return c.json({ results }, 200)
})

function readRows(rows: unknown[]): Row[] {
  let remaining = MAX_VALIDATION_ERRORS
  return rows.map((raw, index) => {
    const result = CustomerInput.safeParse(raw, { reportInput: true })
    if (result.success) return { input: result.data, errors: null }
    const errors = validationErrorsOf('body', result.error.issues).slice(0, Math.max(1, remaining))
    remaining -= errors.length
    return {
      input: null,
      errors: errors.map((error) => ({ ...error, loc: ['body', 'customers', index, ...error.loc.slice(1)] })),
    }
  })
}

function columnsOf({ metadata, ...fields }: CustomerUpdate, index: number) {
  return { ...fields, metadata: JSON.parse(splitMetadata(metadata).set), index }
}

const TYPED_COLUMNS = INPUT_COLUMNS.map(
  (name) => sql`${sql.identifier(name)} ${sql.raw(name === 'metadata' ? 'jsonb' : 'text')}`,
)
const ROWS = sql`as row (index int, ${sql.join(TYPED_COLUMNS, sql`, `)})`

/**
 * One statement for all rows. Ids are generated beforehand, to tell which rows were inserted. Rows are inserted in the
 * order of their emails, and requests with a common external id run one after the other, so that none can deadlock.
 */
function insertion(rows: string) {
  return withTables(
    sql`rows as materialized (
      select row.*, uuidv7() as new_id from jsonb_to_recordset(${rows}::jsonb) ${ROWS}
    ), locked as materialized (
      select app.lock_values(array_agg(email), array_agg(external_id)) from rows
    ), inserted as (
      insert into customers (id, ${INPUT_COLUMN_LIST})
      select new_id, ${INPUT_COLUMN_LIST} from rows, locked order by lower(email collate "C"), index
      on conflict do nothing
      returning id, company_name, email, created_at
    )`,
    sql<NewCustomerRow & Indexed>`
      select inserted.*, rows.index from inserted join rows on rows.new_id = inserted.id`,
  )
}

/** The customer that uses the email or external id of each row; for an inserted row, that row itself. */
export function selectConflicts(rows: string) {
  return sql<Conflict & Indexed>`
    select distinct on (row.index) row.index, conflict.id, conflict.by_email
      from jsonb_to_recordset(${rows}::jsonb) ${ROWS}
     cross join lateral app.conflicting_customers(row.email, row.external_id) conflict
     order by row.index, by_email desc`
}
