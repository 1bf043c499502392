import type { rules } from '../db/schema.ts'
import { type SQL, sql } from '../db/sql.ts'

type Columns = 'id' | 'customer_id' | 'rule_key' | 'name' | 'trigger_event' | 'priority' | 'is_active'

/** A rule without its content, and the customer's rule that overrides it, if there is one. */
export type OverviewRow = Pick<typeof rules.$inferSelect, Columns> & { overridden_by: string | null }

/**
 * The effective rules of a customer, and the defaults that its own rules override, in the order of the effective rules.
 * Empty for a customer that does not exist.
 */
export function rulesOverview(customer: string): SQL<OverviewRow> {
  return sql`
    select r.id, r.customer_id, r.rule_key, r.name, r.trigger_event, r.priority, r.is_active, own.name as overridden_by
      from customers c
      join rules r on r.customer_id = c.id or r.customer_id is null
      left join rules own on r.customer_id is null and own.customer_id = c.id and own.rule_key = r.rule_key
     where c.id = ${customer}::uuid
     order by r.priority desc, r.created_at, r.id`
}
