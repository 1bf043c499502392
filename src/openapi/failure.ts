import { z } from '@hono/zod-openapi'
import { INVALID, MAX_VALIDATION_ERRORS } from '../errors/api-error.ts'
import { ERROR_CODES } from '../errors/codes.ts'

// Schemas of error responses.

/** Limit of error texts: they can quote any part of a body. */
const MAX_TEXT = 1024 * 1024

export const REQUEST_ID_EXAMPLE = '5b1f0e6c7a11'
export const requestId = z
  .string()
  .openapi({ description: 'Value of the header `X-Request-Id`.', maxLength: 128, example: REQUEST_ID_EXAMPLE })

/** Validation errors, as a request or a row of a batch has them. */
export const ValidationError = z
  .object({
    loc: z
      .array(
        z.union([
          z.string().openapi({ maxLength: MAX_TEXT }),
          z.int().openapi({ format: 'int32', minimum: 0, maximum: 100_000 }),
        ]),
      )
      .openapi({
        description: 'Part of the request (`path`, `query`, `header` or `body`), then the path of the field in it.',
        maxItems: 40,
        example: ['query', 'per_page'],
      }),
    msg: z.string().openapi({ maxLength: MAX_TEXT, example: 'Input should be less than or equal to 100' }),
    type: z
      .string()
      .openapi({ description: 'Name of the error, as in pydantic.', maxLength: 50, example: 'less_than_equal' }),
  })
  .openapi('ValidationError')

export const ValidationFailure = z
  .object({
    detail: z.array(ValidationError).max(MAX_VALIDATION_ERRORS),
    code: z.literal(INVALID),
    request_id: requestId,
  })
  .openapi('ValidationFailure', {
    description: `Up to ${MAX_VALIDATION_ERRORS} validation errors of the request, across path, query and body.`,
  })

export const ErrorCode = z.enum(ERROR_CODES).openapi('ErrorCode', {
  description: 'Machine-readable name of an error. Later versions may add codes.',
  example: 'not_found',
})

/** Errors with additional fields, such as the ids that prevent the change, extend this. */
export const Failure = z
  .object({
    detail: z.string().openapi({
      description: 'Sentence for people. It may change.',
      maxLength: MAX_TEXT,
      example: 'No customer has this id.',
    }),
    code: ErrorCode,
    request_id: requestId,
  })
  .openapi('Failure')

export const ConflictFailure = Failure.extend({
  existing_customer_id: z.string().optional().openapi({
    description: 'Id of the customer that uses the value. Set with `email_taken`, `external_id_taken` and `archived`.',
    format: 'uuid',
    example: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  }),
}).openapi('ConflictFailure')

export const KeyReusedFailure = Failure.extend({ code: z.literal('idempotency_key_reused') }).openapi(
  'KeyReusedFailure',
)
