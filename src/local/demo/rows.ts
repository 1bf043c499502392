import { makeAuditLog } from './audit-log.ts'
import { type Clock, uuidAt } from './clock.ts'
import { makeKey } from './keys.ts'
import { makeMoves } from './moves.ts'
import { makeInstance, makeRule, makeSubscription, type Row, type Turn } from './parts.ts'
import { makeEvents } from './stripe-events.ts'
import { type Rows, TABLES } from './tables.ts'
import type { DemoCustomer, DemoTenant } from './tenant.ts'

type Demo = Pick<DemoTenant, 'defaultRules' | 'rules' | 'notes' | 'keys' | 'stripeAccount' | 'documented'>

/**
 * Turns the demo values of a tenant or its sandbox into rows. Changes made through the API are attributed to `keyId`.
 */
export async function makeRows(
  { tenantId, keyId }: { tenantId: string; keyId: string },
  customers: readonly DemoCustomer[],
  { defaultRules, rules, notes, keys, stripeAccount, documented }: Demo,
  clock: Clock,
): Promise<Rows> {
  const rows = Object.fromEntries(TABLES.map((table): [string, Row[]] => [table, []])) as Rows
  for (const rule of defaultRules) rows.rules.push(makeRule(rule, { tenantId, id: null, daysAgo: 360 }, [], clock))

  for (const [index, customer] of customers.entries()) {
    const { company, email, industry, createdDaysAgo: daysAgo, changedDaysAgo, subscriptions } = customer
    const [country, currency, locale, timezone] = customer.locality
    const created_at = clock(daysAgo)
    const id = uuidAt(created_at)
    const number = index + 1
    const updated_at = changedDaysAgo === null ? created_at : clock(changedDaysAgo)
    const note = notes[company ?? '']
    const made = {
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
      external_id: note?.external_id ?? null,
      metadata: note?.metadata ?? {},
      archived_at: note?.archived ? updated_at : null,
      created_at,
      updated_at,
    }
    rows.customers.push(made)
    const domain = email?.split('@')[1]?.toLowerCase() ?? `customer-${number}.example`
    const owner = { tenantId, id, number, daysAgo, currency, domain }
    const instances = spread(customer.instances, (text, turn) => makeInstance(text, turn, owner, clock))
    rows.instances.push(...instances)
    for (const [place, instance] of instances.entries()) {
      rows.instance_transitions.push(...makeMoves(instance, number + place, keyId))
    }
    const paid = spread(subscriptions, (text, turn) => makeSubscription(text, turn, owner, clock))
    rows.subscriptions.push(...paid)
    if (stripeAccount && documented.includes(company ?? '')) {
      rows.stripe_events.push(...makeEvents(made, paid, stripeAccount))
    }
    for (const rule of rules[company ?? ''] ?? []) rows.rules.push(makeRule(rule, owner, instances, clock))
  }
  for (const key of keys) rows.api_keys.push(await makeKey(key, tenantId, rows.customers, clock))
  rows.audit_log = makeAuditLog(rows, documented, keyId)
  return rows
}

function spread(words: readonly string[], make: (word: string, turn: Turn) => Row): Row[] {
  return words.map((word, position) => make(word, { position, of: words.length }))
}
