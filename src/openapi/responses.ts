import { z } from '@hono/zod-openapi'

// Shared building blocks of route definitions.

/** A JSON response. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

const location = z.object({
  Location: z.string().openapi({
    description: 'Path of the resource.',
    maxLength: 100,
    example: '/v1/customers/497f6eca-6276-4993-bfeb-53cbbbba6f08',
  }),
})

/** Response of a creation: the new row and its Location. */
export function created<Schema extends z.ZodType>(schema: Schema, description: string, more = z.object({})) {
  return { ...json(schema, description), headers: more.extend(location.shape) }
}

/** Response to a change that leaves nothing to return. */
export const done = { description: 'The change has been made.' }

/** Response to a key that may not read the resource that it changed: `write` does not include `read`. */
export function unread(more = z.object({})) {
  const description = 'The change has been made. Sent instead of the resource if the key lacks its read scope.'
  return { description, headers: more.extend(location.shape) }
}

/** A required JSON body. */
export function body<Schema extends z.ZodType>(schema: Schema, example: object) {
  return { required: true, content: { 'application/json': { schema, example } } }
}
