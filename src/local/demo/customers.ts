import type { DemoCustomer } from './customer-table.ts'
import { writeInstances } from './instances.ts'
import { writeSubscriptions } from './stripe-events.ts'
import type { DemoNote, DemoRule, DemoTenant } from './tenant.ts'
import type { TenantWriter } from './tenant-writer.ts'

/** Writes a customer and what belongs to it, with the customer's last change at the end. Returns its id. */
export async function writeCustomer(writer: TenantWriter, customer: DemoCustomer, demo: DemoTenant): Promise<string> {
  const { company, email, industry, locality, createdDaysAgo, changedDaysAgo } = customer
  const note = demo.notes[company ?? ''] ?? {}
  const { external_id = null, metadata = {} } = note
  const createdAt = writer.clock(createdDaysAgo)
  const changedAt = changedDaysAgo === null ? null : writer.clock(changedDaysAgo)
  const change = changedAt ? lastChange(note, industry, changedAt) : undefined
  const id = writer.insert(createdAt, 'createCustomer', 'customers', {
    ...{ company_name: company, email, industry, ...locality, external_id, metadata },
    ...change?.before,
  })
  await writeSubscriptions(writer, { ...customer, id, createdAt }, demo.stripe)
  const instances = await writeInstances(writer, { ...customer, id })
  const owner = { id, instances, daysAgo: createdDaysAgo }
  for (const rule of demo.rules[company ?? ''] ?? []) await writeRule(writer, rule, owner)
  if (changedAt && change) writer.update(changedAt, change.operation, 'customers', id, change.after)
  return id
}

/** The archiving, or the addition of what was unknown before: the last metadata key or the industry. */
function lastChange({ archived, metadata }: DemoNote, industry: string | null, archived_at: string) {
  if (archived) return { operation: 'archiveCustomer', before: {}, after: { archived_at } }
  const operation = 'updateCustomer'
  if (!metadata) return { operation, before: { industry: null }, after: { industry } }
  const before = { metadata: Object.fromEntries(Object.entries(metadata).slice(0, -1)) }
  return { operation, before, after: { metadata } }
}

/** A customer with the ids of its instances by agent name, or the tenant, which has no customer id. */
type RuleOwner = { id: string | null; instances: ReadonlyMap<string, string>; daysAgo: number }

export async function writeRule(writer: TenantWriter, rule: DemoRule, owner: RuleOwner): Promise<void> {
  const { agent, triggered, conditions = [], ...columns } = rule
  const instance_id = agent ? owner.instances.get(agent) : null
  if (instance_id === undefined) throw new Error(`The demo rule "${rule.name}" refers to an agent that does not exist.`)
  // Created after the instance that it is about.
  const createdAt = writer.clock(owner.daysAgo * (agent ? 0.1 : 0.8))
  const id = writer.insert(createdAt, 'createRule', 'rules', {
    ...{ customer_id: owner.id, instance_id, ...columns },
    conditions: conditions.map(([field, operator, value]) => ({ field, operator, value })),
  })
  const last_triggered_at = writer.clock(owner.daysAgo * 0.01)
  if (triggered) writer.record('rules', id, { trigger_count: triggered, last_triggered_at })
}
