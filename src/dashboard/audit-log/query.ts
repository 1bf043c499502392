import { z } from '@hono/zod-openapi'
import { AUDITED_OPERATIONS, RESOURCE_TYPES } from '../../audit-log/audit-entry.ts'
import { sorting } from '../../audit-log/entries.ts'
import { pagingQuery } from '../../paging/page.ts'
import { uuid } from '../../validation/fields.ts'

/** Browsers also send the empty fields of a form. */
const filter = <Schema extends z.ZodType<unknown, string>>(schema: Schema) =>
  z.union([z.literal('').transform(() => undefined), schema]).optional()

/** A day, such as 2026-03-14. */
const day = z.string().refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)), {
  message: 'Input should be a date, such as 2026-03-14',
})

/** The state of the page: the filters of the API under the same names, with days instead of times. */
export const auditQuery = z.object({
  ...pagingQuery,
  ...sorting,
  resource_type: filter(z.enum(RESOURCE_TYPES)),
  resource_id: filter(uuid),
  actor_key_id: filter(uuid),
  operation: filter(z.enum(AUDITED_OPERATIONS)),
  request_id: filter(z.string().trim().max(128)),
  since: filter(day),
  until: filter(day),
})

export type AuditQuery = z.output<typeof auditQuery>

/** Every filter, without a value. */
export const CLEARED = {
  ...{ resource_type: undefined, resource_id: undefined, actor_key_id: undefined, operation: undefined },
  ...{ request_id: undefined, since: undefined, until: undefined },
}

/** Whether any filter has a value. */
export const hasFilters = (query: AuditQuery): boolean =>
  Object.keys(CLEARED).some((name) => query[name as keyof typeof CLEARED])

const DAY_MS = 24 * 60 * 60_000

/** The filters of the list: lists of values, and the times of the days in UTC. The last day is included. */
export function filtersOf({ resource_type, resource_id, actor_key_id, operation, since, until, ...query }: AuditQuery) {
  return {
    ...query,
    resource_type: listOf(resource_type),
    resource_id: listOf(resource_id),
    actor_key_id: listOf(actor_key_id),
    operation: listOf(operation),
    since: since && `${since}T00:00:00Z`,
    until: until && new Date(Date.parse(until) + DAY_MS).toISOString(),
  }
}

const listOf = <Value>(value: Value | undefined) => (value === undefined ? undefined : [value])
