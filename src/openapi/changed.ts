import { z } from '@hono/zod-openapi'
import { type Caller, mayRead, type Resource } from '../auth/policy.ts'
import { id, instant } from './fields.ts'

/** Everything that a write-only key learns about the resource it changed. */
const Changed = z
  .object({
    id: id('497f6eca-6276-4993-bfeb-53cbbbba6f08'),
    updated_at: instant,
  })
  .openapi('Changed')

/** Response schema for a change to a resource that may have existed before, as `shownTo` returns it. */
export function changed<Schema extends z.ZodType>(full: Schema, resource: Resource) {
  const reader = `a key with the scope \`${resource}:read\``
  const description = `The full resource for ${reader}; otherwise only its \`id\` and \`updated_at\`.`
  return z.union([full, Changed]).openapi({ description })
}

/**
 * The full resource for a caller with the read scope, otherwise only id and updated_at: `write` does not include
 * `read`.
 */
export function shownTo<Row extends z.infer<typeof Changed>>(caller: Caller, resource: Resource, row: Row) {
  return mayRead(caller, resource) ? row : { id: row.id, updated_at: row.updated_at }
}
