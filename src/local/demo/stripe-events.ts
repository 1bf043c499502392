import { readEvent } from '../../stripe/event.ts'
import { type Clock, later } from './clock.ts'
import type { DemoCustomer } from './customer-table.ts'
import type { DemoTenant } from './tenant.ts'
import { STRIPE, type TenantWriter } from './tenant-writer.ts'

const MONTH = 30 * 86_400

const tiers: Record<string, { nickname: string; unit_amount: number }> = {
  starter: { nickname: 'Starter', unit_amount: 1900 },
  pro: { nickname: 'Pro', unit_amount: 4900 },
  team: { nickname: 'Team', unit_amount: 14_900 },
  scale: { nickname: 'Scale', unit_amount: 39_900 },
}

/**
 * Links a customer to Stripe and writes its subscriptions. If the tenant's Stripe events of the customer are stored,
 * applies them: the link, the start of each subscription, and its current state.
 */
export async function writeSubscriptions(
  writer: TenantWriter,
  customer: DemoCustomer & { id: string; createdAt: string },
  stripe: DemoTenant['stripe'],
): Promise<void> {
  const { id, number, company, email, createdAt, subscriptions } = customer
  if (subscriptions.length === 0) return
  const isStored = stripe?.eventsOf.includes(company ?? '')
  let count = 0
  const rowOf = (type: string, at: string, object: object) => {
    count += 1
    const event = { id: `evt_demo${number}n${count}`, object: 'event', type, created: seconds(at), data: { object } }
    return readEvent({ ...event, account: stripe?.account, livemode: true }).row
  }

  const stripe_customer_id = `cus_demo${number}`
  const link = { id: stripe_customer_id, object: 'customer', email, metadata: { customer_id: id } }
  if (isStored) writer.applyEvent(later(createdAt, 2), rowOf('customer.updated', createdAt, link))
  else writer.update(later(createdAt, 2), STRIPE, 'customers', id, { stripe_customer_id })

  for (const [index, text] of subscriptions.entries()) {
    const { object, startedAt, changedAt } = describe(customer, text, index, writer.clock)
    const first = { ...object, status: 'incomplete', canceled_at: null, trial_end: null }
    const created = rowOf('customer.subscription.created', startedAt, first)
    const change = object.canceled_at === null ? 'updated' : 'deleted'
    const current = rowOf(`customer.subscription.${change}`, changedAt, object)
    if (isStored) {
      writer.applyEvent(later(startedAt, 2), created)
      writer.applyEvent(later(changedAt, 2), current)
    } else {
      const { stripe_subscription_id, content } = current
      const row = { customer_id: id, stripe_subscription_id, ...content }
      writer.insert(later(changedAt, 2), STRIPE, 'subscriptions', row)
    }
  }
}

/** Stripe's object of a subscription, and when it started and last changed. */
function describe(customer: DemoCustomer, text: string, index: number, clock: Clock) {
  const { number, locality, createdDaysAgo, subscriptions } = customer
  const [status = '', tier = '', ending] = text.split('/')
  if (!tiers[tier]) throw new Error(`The demo data names the tier "${tier}", which is not defined.`)
  const daysAgo = createdDaysAgo * (1 - index / subscriptions.length - 1 / 8)
  const startedAt = clock(daysAgo)
  const canceledAt = status === 'canceled' ? clock(daysAgo / 2) : null
  const isOver = canceledAt !== null || status === 'incomplete_expired' || status === 'unpaid'
  const periodEnd = clock(isOver ? daysAgo / 2 : -(1 + (number % 28)))
  const current_period_end = seconds(periodEnd)
  const currency = (locality.currency ?? 'USD').toLowerCase()
  const recurring = { interval: 'month', interval_count: 1 }
  const price = { id: `price_demo_${tier}_month`, object: 'price', currency, recurring, ...tiers[tier] }
  const object = {
    ...{ id: `sub_demo${number}n${index + 1}`, object: 'subscription', status, currency },
    customer: `cus_demo${number}`,
    created: seconds(startedAt),
    cancel_at_period_end: ending === 'ending',
    canceled_at: canceledAt === null ? null : seconds(canceledAt),
    trial_end: status === 'trialing' ? current_period_end : null,
    items: { object: 'list', data: [{ object: 'subscription_item', price, quantity: 1, current_period_end }] },
  }
  const periodStart = later(periodEnd, -MONTH)
  const changedAt = canceledAt ?? (periodStart > startedAt ? periodStart : later(startedAt, 60))
  return { object, startedAt, changedAt }
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000)
}
