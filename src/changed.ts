import { z } from '@hono/zod-openapi'
import { type Caller, mayRead, type Resource } from './auth/policy.ts'
import { instant } from './instant.ts'

/** All that a key which may write and not read is told of what it changed. */
const Changed = z
  .object({
    id: z.string().openapi({ format: 'uuid', example: '497f6eca-6276-4993-bfeb-53cbbbba6f08' }),
    updated_at: instant,
  })
  .openapi('Changed')

/** The answer to a change of what may have been there before, as `shownTo` gives it. */
export function changed<Schema extends z.ZodType>(whole: Schema, resource: Resource) {
  const description = `Whole to a key with the scope \`${resource}:read\`; to others its id and when it last changed.`
  return z.union([whole, Changed]).openapi({ description })
}

/** What was changed, whole to a caller that may read it: `write` does not include `read`. */
export function shownTo<Row extends z.infer<typeof Changed>>(caller: Caller, resource: Resource, row: Row) {
  return mayRead(caller, resource) ? row : { id: row.id, updated_at: row.updated_at }
}
