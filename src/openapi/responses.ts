import { z } from '@hono/zod-openapi'
import { type ErrorCode, errorEntry, MAX_VALIDATION_ERRORS } from '../errors.ts'

// Shared building blocks of route definitions.

const ValidationFailure = z
  .object({
    detail: z
      .array(
        z.object({
          loc: z.array(z.union([z.string(), z.int()])).openapi({ example: ['query', 'per_page'] }),
          msg: z.string().openapi({ example: 'Input should be less than or equal to 100' }),
          type: z.string().openapi({ example: 'less_than_equal' }),
        }),
      )
      .max(MAX_VALIDATION_ERRORS),
  })
  .openapi('ValidationFailure', {
    description: `Up to ${MAX_VALIDATION_ERRORS} validation errors of the request, across path, query and body.`,
  })

/** Errors with additional fields, such as the ids of what prevents the change, extend this. */
export const Failure = z
  .object({ detail: z.string(), code: z.string(), request_id: z.string() })
  .openapi('Failure', { description: 'A human-readable sentence, a machine-readable code, and the request id.' })

const existing_customer_id = '497f6eca-6276-4993-bfeb-53cbbbba6f08'
const TAKEN_CODES: readonly ErrorCode[] = ['email_taken', 'external_id_taken']
const ConflictFailure = Failure.extend({
  existing_customer_id: z
    .string()
    .optional()
    .openapi({
      description: `Id of the customer that already uses the value. Set with ${TAKEN_CODES.join(' and ')}.`,
      example: existing_customer_id,
    }),
}).openapi('ConflictFailure')

/** A JSON response. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** Response of a creation: the new row and its Location. */
export function created<Schema extends z.ZodType>(schema: Schema, description: string, more = z.object({})) {
  const headers = more.extend({ Location: z.string().openapi({ description: 'Path of the created resource.' }) })
  return { ...json(schema, description), headers }
}

/** A required JSON body. */
export function body<Schema extends z.ZodType>(schema: Schema, example: object) {
  return { required: true, content: { 'application/json': { schema, example } } }
}

/**
 * The error responses of these codes, by status; codes with the same status become examples of one response. `schemas`
 * holds, by status, the schemas of errors with additional fields.
 */
export function errors(codes: readonly ErrorCode[], schemas: Record<number, z.ZodType> = {}): Record<number, object> {
  const responses: Record<number, { description: string; content: object; headers?: object }> = {}
  for (const status of new Set(codes.map((code) => errorEntry(code).status))) {
    const same = codes.filter((code) => errorEntry(code).status === status)
    const examples = same.map((code) => {
      const value = exampleOf(code)
      return [code, { value: TAKEN_CODES.includes(code) ? { ...value, existing_customer_id } : value }] as const
    })
    const schema = schemas[status] ?? (same.some((code) => TAKEN_CODES.includes(code)) ? ConflictFailure : Failure)
    const sent = same.map((code) => Object.keys(errorEntry(code).headers ?? {}))
    const headers = [...new Set(sent.flat())].map((name) => {
      return [name, { schema: { type: 'string' }, required: sent.every((names) => names.includes(name)) }]
    })
    responses[status] = {
      description: same.map((code) => `\`${code}\`: ${errorEntry(code).detail}`).join(' '),
      content: { 'application/json': { schema, examples: Object.fromEntries(examples) } },
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    }
  }
  return responses
}

function exampleOf(code: ErrorCode) {
  return { detail: errorEntry(code).detail, code, request_id: '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11' }
}

/** Response to an invalid request. */
export const invalid = {
  422: json(ValidationFailure, 'The request is invalid. `detail` lists its validation errors.'),
}

const REUSED = errorEntry('idempotency_key_reused').detail

/** The same for an operation that takes an idempotency key. */
export const invalidOrReused = {
  422: {
    description: `${invalid[422].description} Or \`idempotency_key_reused\`: ${REUSED}`,
    content: {
      'application/json': {
        schema: z.union([ValidationFailure, Failure]),
        examples: { idempotency_key_reused: { value: exampleOf('idempotency_key_reused') } },
      },
    },
  },
}
