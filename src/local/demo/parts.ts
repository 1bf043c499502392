import { type Clock, uuidAt, wholeSeconds } from './clock.ts'
import type { DemoRule } from './tenant.ts'

export type Row = Record<string, unknown>

/** The customer whose row is made; `number` counts the customers of its tenant. */
export type Owner = {
  tenantId: string
  id: string
  number: number
  daysAgo: number
  currency: string | null
  domain: string
}

/** Position, from 0, among a customer's items in order of time, and their number. */
export type Turn = { position: number; of: number }

const tiers: Record<string, { name: string; amountInCents: number }> = {
  starter: { name: 'Starter', amountInCents: 1900 },
  pro: { name: 'Pro', amountInCents: 4900 },
  team: { name: 'Team', amountInCents: 14_900 },
  scale: { name: 'Scale', amountInCents: 39_900 },
}

const agents: Record<string, { preset: string; workload: string }> = {
  dispatcher: { preset: 'field-service', workload: 'voice' },
  receptionist: { preset: 'front-desk', workload: 'voice' },
  estimator: { preset: 'quotes', workload: 'chat' },
  bookkeeper: { preset: 'back-office', workload: 'background' },
  analyst: { preset: 'telemetry', workload: 'background' },
  researcher: { preset: 'research', workload: 'background' },
}

const hosts = [
  ['aws', 'us-east-1', 'container', '203.0.113.'],
  ['gcp', 'europe-west4', 'container', '198.51.100.'],
  ['hetzner', 'fsn1', 'microvm', '2001:db8:42::'],
] as const

/** `<status>/<tier>`, with `/ending` for one that will not be renewed. */
export function makeSubscription(text: string, turn: Turn, owner: Owner, clock: Clock): Row {
  const [status, tier = '', ending] = text.split('/')
  const { name, amountInCents } = find(tiers, tier)
  const began = owner.daysAgo * (1 - turn.position / turn.of - 1 / 8)
  const created = clock(began)
  const canceled = status === 'canceled' ? clock(began / 2) : null
  const created_at = wholeSeconds(created)
  const ended = canceled && wholeSeconds(canceled)
  const isOver = ended !== null || status === 'incomplete_expired' || status === 'unpaid'
  const periodEnd = wholeSeconds(clock(isOver ? began / 2 : -(1 + (owner.number % 28))))
  return {
    tenant_id: owner.tenantId,
    id: uuidAt(created_at),
    customer_id: owner.id,
    stripe_subscription_id: `sub_demo${owner.number}n${turn.position + 1}`,
    status,
    product_tier_name: name,
    stripe_price_id: `price_demo_${tier}_month`,
    amount_cents: amountInCents,
    currency: owner.currency ?? 'USD',
    billing_interval: 'month',
    quantity: 1,
    current_period_end: periodEnd,
    cancel_at_period_end: ending === 'ending',
    trial_end: status === 'trialing' ? periodEnd : null,
    canceled_at: ended,
    created_at,
    updated_at: canceled ?? created,
  }
}

/** `<agent>/<status>` */
export function makeInstance(text: string, turn: Turn, owner: Owner, clock: Clock): Row {
  const [agent = '', status] = text.split('/')
  const { preset, workload } = find(agents, agent)
  const [provider, region, runtime, network] = hosts[owner.number % hosts.length] ?? hosts[0]
  const began = status === 'provisioning' ? 0.1 : owner.daysAgo * (1 - turn.position / turn.of - 1 / 10)
  const created_at = clock(began)
  const hasStarted = status !== 'provisioning'
  return {
    tenant_id: owner.tenantId,
    id: uuidAt(created_at),
    customer_id: owner.id,
    agent_name: agent,
    // A machine that is still being made has no address.
    hostname: hasStarted ? `${agent}-${turn.position + 1}.${owner.domain}` : null,
    ip_address: hasStarted ? `${network}${owner.number * 4 + turn.position}` : null,
    preset_id: preset,
    product_tier_name: workload === 'background' ? 'Team' : 'Pro',
    provider,
    region_id: region,
    runtime_type: runtime,
    workload_type: workload,
    status,
    created_at,
    updated_at: hasStarted ? clock(began / 3) : created_at,
  }
}

/** A rule of a customer, or, without one, of the whole tenant. `instances` are the customer's. */
export function makeRule(
  rule: DemoRule,
  owner: { tenantId: string; id: string | null; daysAgo: number },
  instances: readonly Row[],
  clock: Clock,
): Row {
  const instance = rule.agent ? instances.find(({ agent_name }) => agent_name === rule.agent) : undefined
  if (rule.agent && !instance) throw new Error(`The demo rule "${rule.name}" refers to an agent that does not exist.`)
  // Created after the instance that it is about.
  const created_at = clock(owner.daysAgo * (instance ? 0.1 : 0.8))
  return {
    tenant_id: owner.tenantId,
    id: uuidAt(created_at),
    customer_id: owner.id,
    instance_id: instance?.id ?? null,
    rule_key: rule.rule_key,
    name: rule.name,
    description: rule.description ?? null,
    trigger_event: rule.trigger_event,
    conditions: rule.conditions ?? [],
    actions: rule.actions,
    priority: rule.priority ?? 0,
    cooldown_seconds: rule.cooldown_seconds ?? 300,
    is_active: rule.is_active ?? true,
    trigger_count: rule.triggered ?? 0,
    last_triggered_at: rule.triggered ? clock(owner.daysAgo * 0.01) : null,
    created_at,
    updated_at: created_at,
  }
}

function find<Value>(table: Record<string, Value>, name: string): Value {
  const value = table[name]
  if (value === undefined) throw new Error(`The demo data names "${name}", which is not defined.`)
  return value
}
