import { type Clock, uuidAt } from './clock.ts'
import { makeInstance, makeRule, makeSubscription, type Row, type Turn } from './parts.ts'
import type { DemoCustomer, DemoTenant } from './tenant.ts'

/** Rows by table, in an order in which they can be inserted. In one table all have the same columns. */
export type Rows = Record<'customers' | 'subscriptions' | 'instances' | 'rules', Row[]>

/** Turns a tenant's (or its sandbox's) tables of values into rows. */
export function makeRows(
  tenantId: string,
  customers: readonly DemoCustomer[],
  { defaultRules, rules }: Pick<DemoTenant, 'defaultRules' | 'rules'>,
  clock: Clock,
): Rows {
  const rows: Rows = { customers: [], subscriptions: [], instances: [], rules: [] }
  for (const rule of defaultRules) rows.rules.push(makeRule(rule, { tenantId, id: null, daysAgo: 360 }, [], clock))

  for (const [index, customer] of customers.entries()) {
    const { company, email, industry, createdDaysAgo: daysAgo, changedDaysAgo, subscriptions } = customer
    const [country, currency, locale, timezone] = customer.locality
    const created_at = clock(daysAgo)
    const id = uuidAt(created_at)
    const number = index + 1
    rows.customers.push({
      tenant_id: tenantId,
      id,
      company_name: company,
      email,
      industry,
      country_code: country,
      currency,
      locale,
      timezone,
      stripe_customer_id: subscriptions.length > 0 ? `cus_demo${number}` : null,
      created_at,
      updated_at: changedDaysAgo === null ? created_at : clock(changedDaysAgo),
    })
    const domain = email?.split('@')[1]?.toLowerCase() ?? `customer-${number}.example`
    const owner = { tenantId, id, number, daysAgo, currency, domain }
    const instances = spread(customer.instances, (text, turn) => makeInstance(text, turn, owner, clock))
    rows.instances.push(...instances)
    rows.subscriptions.push(...spread(subscriptions, (text, turn) => makeSubscription(text, turn, owner, clock)))
    for (const rule of rules[company ?? ''] ?? []) rows.rules.push(makeRule(rule, owner, instances, clock))
  }
  return rows
}

function spread(words: readonly string[], make: (word: string, turn: Turn) => Row): Row[] {
  return words.map((word, position) => make(word, { position, of: words.length }))
}
