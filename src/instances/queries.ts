import { type SQL, sql } from '../db/sql.ts'
import { VERSION_BY_TIME, type Versioned } from '../http/etag.ts'
import type { InstanceRow } from './instance.ts'

/** Selects an instance with its version. */
export function selectInstance(id: string): SQL<InstanceRow & Versioned> {
  return sql`select *, ${VERSION_BY_TIME} as version from instances where id = ${id}::uuid`
}

/**
 * Common table expression `customer`: the id of the instance's customer, locked, and whether it is archived. A change
 * to an instance locks its customer first, as strongly as the count trigger later does.
 */
export function lockCustomerOf(instanceId: string): SQL {
  return sql`
    customer as materialized (
      select c.id, c.archived_at is not null as is_archived
        from instances i join customers c on c.tenant_id = i.tenant_id and c.id = i.customer_id
       where i.id = ${instanceId}::uuid
         for no key update of c
    )`
}
