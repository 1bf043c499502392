import { type Caller, mayRead } from '../../auth/policy.ts'
import { type SQL, sql } from '../../db/sql.ts'
import { isRequestId } from '../../http/request-id.ts'
import { isUuid } from '../../validation/uuid.ts'

/** A resource that has the searched id, or a request that made changes. */
export type FoundId =
  | { kind: 'instances' | 'subscriptions'; id: string; customer_id: string }
  | { kind: 'audit-log'; id: null; customer_id: null }

/** Finds resources other than customers by their full id. Runs in the same batch as the list. */
export function selectFoundId(searched: string): SQL<FoundId> {
  const text = searched.trim()
  const ids = (kind: string, table: SQL, condition: SQL) =>
    sql`select ${kind}::text as kind, id, customer_id from ${table} where ${condition}`
  const parts = [
    ...(isUuid(text)
      ? [
          ids('instances', sql`instances`, sql`id = ${text}::uuid`),
          ids('subscriptions', sql`subscriptions`, sql`id = ${text}::uuid`),
        ]
      : []),
    ...(/^sub_\w+$/.test(text)
      ? [ids('subscriptions', sql`subscriptions`, sql`stripe_subscription_id = ${text}`)]
      : []),
    ...(isRequestId(text)
      ? [
          sql`select 'audit-log', null::uuid, null::uuid
               where exists (select from audit_log where request_id = ${text})`,
        ]
      : []),
  ]
  if (parts.length === 0) return sql`select where false`
  return sql`select * from (${sql.join(parts, sql` union all `)}) found (kind, id, customer_id)`
}

/**
 * Where the searched id leads: to the customer of an instance or a subscription, or to the changes of a request. Leaves
 * out what the key cannot read.
 */
export function addressesOf(found: readonly FoundId[], searched: string, caller: Caller) {
  const readable = found.filter(({ kind }) => mayRead(caller, kind))
  const owned = readable.find(({ customer_id }) => customer_id !== null)
  const isRequest = readable.some(({ kind }) => kind === 'audit-log')
  return {
    resource: owned && `/dashboard/customers/${owned.customer_id}#${owned.id}`,
    request: isRequest ? `/dashboard/audit-log?request_id=${encodeURIComponent(searched.trim())}` : undefined,
  }
}
