import type { customers } from '../db/schema.ts'
import { type SQL, sql } from '../db/sql.ts'
import { ApiError } from '../errors/api-error.ts'
import { type Checked, checked, hasVersion, requireVersion, type Versioned } from '../http/etag.ts'
import type { NewCustomerRow } from './customer.ts'
import { conflictError, requireActive } from './queries.ts'

// Archives one customer, addressed by its id or its external id.

type Blockers = Versioned &
  Pick<typeof customers.$inferSelect, 'archived_at'> & {
    active_subscription_ids: string[]
    running_instance_ids: string[]
  }

/** Archives the customer with this id, an SQL expression, and then reads what prevented it. */
export function archiving(id: SQL, versions: string[] | null) {
  return [
    sql<Pick<NewCustomerRow, 'id'>>`
      update customers set archived_at = now()
        from (select id as own_id, external_id as own_external_id from customers
               where id = ${id} and archived_at is null) own,
             app.lock_external_id(own_external_id) locked
       where id = own_id and archived_at is null and external_id is not distinct from own_external_id
         and active_subscription_count = 0 and running_instance_count = 0 and ${hasVersion(versions)}
      returning id`,
    checked(
      sql<Blockers>`
        select version, archived_at,
               to_json(array(select s.id from subscriptions s where s.customer_id = c.id
                              and s.status in ('active', 'trialing') limit 100)) as active_subscription_ids,
               to_json(array(select i.id from instances i where i.customer_id = c.id
                              and i.status = 'running' limit 100)) as running_instance_ids
          from customers c where id = ${id}`,
      versions,
    ),
  ] as const
}

/** Errors: `not_found`, `precondition_failed`, `conflict` with the ids that prevent archiving. */
export function requireArchived(archived: object | undefined, found: Checked<Blockers> | undefined): void {
  if (archived) return
  const blockers = requireActive(found)
  requireVersion(blockers)
  const { active_subscription_ids, running_instance_ids } = blockers
  if (active_subscription_ids.length + running_instance_ids.length === 0) throw conflictError(undefined)
  const extra = { active_subscription_ids, running_instance_ids }
  const detail = 'The customer has active subscriptions or running instances. End them before archiving it.'
  throw new ApiError('conflict', { detail, extra })
}
