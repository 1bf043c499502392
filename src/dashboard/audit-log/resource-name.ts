import type { z } from '@hono/zod-openapi'
import type { AuditEntry } from '../../audit-log/audit-entry.ts'
import { CUSTOMER_NAME } from '../../db/customer-name.ts'
import { sql } from '../../db/sql.ts'

/** A lookup for lists of changes: what the resource is called now. A change rarely contains the name. */
export const RESOURCE_NAME = sql`
  case page.resource_type
    when 'customer' then (select ${CUSTOMER_NAME} from customers c where c.id = page.resource_id)
    when 'instance' then (select i.agent_name from instances i where i.id = page.resource_id)
    when 'rule' then (select r.name from rules r where r.id = page.resource_id)
    when 'api_key' then (select k.name from api_keys k where k.id = page.resource_id)
  end as resource_name`

/** A change with what the lookup found. */
export type Named = z.infer<typeof AuditEntry> & { resource_name: string | null }

/** What the resource was called after the change, or is called now. Only for a key that can read the resource. */
export function resourceName({ before, after, resource_name }: Named): string | undefined {
  const versions = [after, before].filter((one) => one !== null)
  if (versions.length === 0) return undefined
  const names = ['company_name', 'agent_name', 'name'].flatMap((field) => versions.map((one) => one[field]))
  return [...names, resource_name].find((name) => typeof name === 'string')
}
