import { type SQL, sql } from '../db/sql.ts'
import type { AuditRow } from './audit-entry.ts'

export const EVENT_KINDS = ['all', 'changes', 'stripe', 'instances'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** An entry, and the name of the key that made the change. */
export type TimelineRow = AuditRow & { actor_name: string | null }

const CONDITIONS: Record<EventKind, SQL> = {
  all: sql`true`,
  changes: sql`a.actor_key_id is not null and a.resource_type <> 'instance'`,
  stripe: sql`a.actor_key_id is null`,
  instances: sql`a.resource_type = 'instance'`,
}

/** Number of subscriptions and of instances of a customer whose entries are in its timeline. */
export const IN_TIMELINE = 100

/**
 * The newest entries about a customer, its rules, and its newest subscriptions and instances. Deleted resources are
 * left out, because their ids are no longer known.
 */
export function timelineOf(customer: string, kind: EventKind, limit: number): SQL<TimelineRow> {
  const newest = (table: SQL) => sql`
    (select id from ${table} where customer_id = ${customer}::uuid
      order by created_at desc, id desc limit ${IN_TIMELINE}::int)`
  return sql`
    select entry.*, k.name as actor_name
      from (select ${customer}::uuid as id
             union all select id from rules where customer_id = ${customer}::uuid
             union all ${newest(sql`subscriptions`)}
             union all ${newest(sql`instances`)}) resource,
           lateral (select a.id, a.occurred_at, a.actor_key_id, a.operation, a.action, a.resource_type, a.resource_id,
                           a.before, a.after, a.request_id
                      from audit_log a where a.resource_id = resource.id and ${CONDITIONS[kind]}
                     order by a.occurred_at desc, a.id desc limit ${limit}::int) entry
      left join api_keys k on k.id = entry.actor_key_id
     order by entry.occurred_at desc, entry.id desc limit ${limit}::int`
}

/** When a version was saved, and by which key. */
export type VersionRow = Pick<TimelineRow, 'occurred_at' | 'actor_name'>

/** When and by which key one of these fields of a resource was last changed. No row unless `isNeeded`. */
export function lastChangeOf(resource: string, fields: readonly string[], isNeeded: boolean): SQL<VersionRow> {
  return sql`
    select a.occurred_at, k.name as actor_name
      from audit_log a left join api_keys k on k.id = a.actor_key_id
     where ${isNeeded}::boolean and a.resource_id = ${resource}::uuid and a.action = 'update'
       and jsonb_exists_any(a.after, ${`{${fields}}`}::text[])
     order by a.occurred_at desc, a.id desc limit 1`
}

/** When and by which key a customer was archived. */
export function archivingOf(customer: string): SQL<VersionRow> {
  return sql`
    select a.occurred_at, k.name as actor_name
      from audit_log a left join api_keys k on k.id = a.actor_key_id
     where a.resource_id = ${customer}::uuid and a.action = 'update' and a.after -> 'archived_at' <> 'null'::jsonb
     order by a.occurred_at desc, a.id desc limit 1`
}
