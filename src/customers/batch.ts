import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { MAX_VALIDATION_ERRORS, type ValidationError as ValidationErrorOfRow } from '../errors/api-error.ts'
import { ValidationError } from '../openapi/failure.ts'
import { id, orNull } from '../openapi/fields.ts'
import { body, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { withDefault } from '../validation/fields.ts'
import { validationErrorsOf } from '../validation/pydantic.ts'
import {
  type Indexed,
  insertion,
  type Obstacle,
  rowsAsJson,
  selectConflicts,
  selectObstacles,
  upsertion,
} from './batch-statements.ts'
import { NewCustomer, presentNew } from './customer.ts'
import { CustomerInput, type CustomerUpdate } from './fields.ts'
import { TOO_MANY_METADATA_KEYS } from './metadata.ts'
import { CONFLICT_CODES, type Conflict, conflictCode } from './queries.ts'

const MAX_ROWS = 100
const STATUSES = [200, 201, 409, 422] as const

const Result = z
  .object({
    status: z.union(STATUSES.map((status) => z.literal(status))).openapi({
      ...{ type: 'integer', format: 'int32', enum: [...STATUSES], minimum: 200, maximum: 422 },
      description: '201: created. 200: updated. 409, 422: nothing was written.',
    }),
    customer: orNull(NewCustomer).openapi({ description: 'The customer. Set with status 200 and 201.' }),
    code: z
      .enum([...CONFLICT_CODES, 'archived'])
      .nullable()
      .openapi({ description: 'Error code. Set with status 409.', example: null }),
    existing_customer_id: id.nullable().openapi({
      description: 'Id of the customer that uses the email or external id. Set with status 409.',
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
  description:
    'Returns one result per row, in the order of the rows. A failed row does not affect the others. The ' +
    'body may have up to 1 MiB.',
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
          on_conflict: withDefault(z.enum(['error', 'update']), 'error').openapi({
            description:
              'What to do with a row whose `external_id` a customer has: `error`, the default, rejects it; `update` ' +
              'updates the customer, like PUT, unless it is archived.',
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

export const createMany = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customers, on_conflict } = c.req.valid('json')
    const updates = on_conflict === 'update'
    const rows = updates ? withoutRepeated(readRows(customers)) : readRows(customers)

    const valid = rowsAsJson(rows.flatMap(({ input }, index) => (input ? [{ input, index }] : [])))
    const [written, conflicts, obstacles] = await c.var.db.batch(
      updates
        ? [upsertion(valid), NO_CONFLICTS, selectObstacles(valid)]
        : [insertion(valid), selectConflicts(valid), NO_OBSTACLES],
    )

    const [rowAt, conflictAt] = [byIndex(written), byIndex(conflicts)]
    const obstacleAt = byIndex(reported(obstacles, written))
    const results = rows.map(({ errors }, index) => {
      const row = rowAt.get(index)
      if (errors) return { ...NO_RESULT, status: 422 as const, detail: errors }
      if (row) return { ...NO_RESULT, status: row.is_new ? (201 as const) : (200 as const), customer: presentNew(row) }
      return rejection(index, obstacleAt.get(index), conflictAt.get(index))
    })
    return c.json({ results }, 200)
  },
  { maxBodyBytes: 1024 * 1024 },
)

const NO_RESULT = { customer: null, code: null, existing_customer_id: null, detail: null }
const NO_CONFLICTS = sql<Conflict & Indexed>`select where false`
const NO_OBSTACLES = sql<Obstacle>`select where false`

const byIndex = <Row extends Indexed>(rows: readonly Row[]) => new Map(rows.map((row) => [row.index, row]))

function readRows(rows: unknown[]): Row[] {
  let remaining = MAX_VALIDATION_ERRORS
  return rows.map((raw, index) => {
    const result = CustomerInput.safeParse(raw, { reportInput: true })
    if (result.success) return { input: result.data, errors: null }
    const errors = validationErrorsOf('body', result.error.issues).slice(0, Math.max(1, remaining))
    remaining -= errors.length
    return { input: null, errors: errors.map((error) => inRow(error, index)) }
  })
}

/** Rejects a row with the external id of an earlier one: it would be unclear which update wins. */
function withoutRepeated(rows: Row[]): Row[] {
  const seen = new Map<string, number>()
  return rows.map((row, index) => {
    const id = row.input?.external_id
    const earlier = id ? seen.get(id) : undefined
    if (id && earlier === undefined) seen.set(id, index)
    if (earlier === undefined) return row
    const msg = `Input should not repeat the external_id of row ${earlier}`
    return { input: null, errors: [inRow({ loc: ['body', 'external_id'], msg, type: 'value_error' }, index)] }
  })
}

/**
 * The obstacle to report of each row. A row rejected for another reason leaves its email to a later row, which is then
 * not reported as the conflict.
 */
function reported(obstacles: readonly Obstacle[], written: readonly (Indexed & { id: string })[]): Obstacle[] {
  const indexOf = new Map(written.map(({ id, index }) => [id, index]))
  const isLater = ({ id, index }: Obstacle) => id !== null && (indexOf.get(id) ?? -1) > index
  const all = [...Map.groupBy(obstacles, ({ index }) => index).values()]
  return all.flatMap((ofRow) => ofRow.find((one) => !isLater(one)) ?? ofRow.slice(0, 1))
}

function inRow(error: ValidationErrorOfRow, index: number): ValidationErrorOfRow {
  return { ...error, loc: ['body', 'customers', index, ...error.loc.slice(1)] }
}

/** The result of a valid row that was not written. */
function rejection(index: number, obstacle: Obstacle | undefined, conflict: Conflict | undefined) {
  if (obstacle?.code === 'too_many_keys') {
    return { ...NO_RESULT, status: 422 as const, detail: [inRow(TOO_MANY_METADATA_KEYS, index)] }
  }
  const { code, id } = obstacle ?? { code: conflictCode(conflict), id: conflict?.id ?? null }
  return { ...NO_RESULT, status: 409 as const, code, existing_customer_id: id }
}
