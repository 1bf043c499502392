import { z } from '@hono/zod-openapi'
import { type ErrorCode, errorEntry } from './errors.ts'

// What routes share when they describe themselves.

const ValidationFailure = z
  .object({
    detail: z.array(
      z.object({
        loc: z.array(z.union([z.string(), z.int()])).openapi({ example: ['query', 'per_page'] }),
        msg: z.string().openapi({ example: 'Input should be less than or equal to 100' }),
        type: z.string().openapi({ example: 'less_than_equal' }),
      }),
    ),
  })
  .openapi('ValidationFailure', { description: 'Every fault of the request, across path, query and body.' })

/** Some errors have more to tell, such as the ids that are in the way. */
export const Failure = z
  .looseObject({ detail: z.string(), code: z.string(), request_id: z.string() })
  .openapi('Failure', { description: 'One plain sentence, a name for machines, and the id to quote.' })

const existing_customer_id = '497f6eca-6276-4993-bfeb-53cbbbba6f08'
const TAKEN: readonly ErrorCode[] = ['email_taken', 'external_id_taken']
const Taken = Failure.extend({
  existing_customer_id: z
    .string()
    .optional()
    .openapi({ description: `Who has it, with ${TAKEN.join(' and ')}.`, example: existing_customer_id }),
}).openapi('TakenFailure')

/** A JSON answer. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** The answer to a creation: the new row, and where it is to be found. */
export function created<Schema extends z.ZodType>(schema: Schema, description: string, more = z.object({})) {
  const headers = more.extend({ Location: z.string().openapi({ description: 'The path of what was created.' }) })
  return { ...json(schema, description), headers }
}

/** A JSON body. It is required: a request without one is refused. */
export function body<Schema extends z.ZodType>(schema: Schema, example: object) {
  return { required: true, content: { 'application/json': { schema, example } } }
}

/**
 * The error answers of these codes, by status; codes that share a status become examples of one answer. `told` are the
 * schemas of those that have more to tell than others.
 */
export function errors(codes: readonly ErrorCode[], told: Record<number, z.ZodType> = {}): Record<number, object> {
  const answers: Record<number, { description: string; content: object; headers?: object }> = {}
  for (const status of new Set(codes.map((code) => errorEntry(code).status))) {
    const same = codes.filter((code) => errorEntry(code).status === status)
    const examples = same.map((code) => {
      const value = { detail: errorEntry(code).detail, code, request_id: '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11' }
      return [code, { value: TAKEN.includes(code) ? { ...value, existing_customer_id } : value }] as const
    })
    const schema = told[status] ?? (same.some((code) => TAKEN.includes(code)) ? Taken : Failure)
    const headers = same.flatMap((code) => Object.keys(errorEntry(code).headers ?? {}))
    answers[status] = {
      description: same.map((code) => `\`${code}\`: ${errorEntry(code).detail}`).join(' '),
      content: { 'application/json': { schema, examples: Object.fromEntries(examples) } },
      ...(headers.length > 0 && {
        headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
      }),
    }
  }
  return answers
}

/** The answer to a request with faults. */
export const invalid = { 422: json(ValidationFailure, 'The request is not valid. Every fault is listed.') }
