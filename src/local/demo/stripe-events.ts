import { readEvent } from '../../stripe/event.ts'
import { later, wholeSeconds } from './clock.ts'
import type { Row } from './parts.ts'

const MONTH = 30 * 86_400

/**
 * The stored Stripe events of a customer and its subscriptions: its link, the start of each subscription, and its
 * current state. Replaying any of them changes nothing.
 */
export function makeEvents(customer: Row, subscriptions: readonly Row[], account: string): Row[] {
  const linking = {
    id: customer.stripe_customer_id,
    object: 'customer',
    email: customer.email,
    metadata: { customer_id: customer.id },
  }
  const told: [type: string, at: string, object: object][] = [
    ['customer.updated', String(customer.created_at), linking],
  ]
  for (const subscription of subscriptions) {
    const began = String(subscription.created_at)
    const first = { status: 'incomplete', current_period_end: later(began, MONTH), canceled_at: null }
    told.push(['customer.subscription.created', began, describe({ ...subscription, ...first }, customer)])
    const ended = subscription.canceled_at
    const at = ended ?? later(String(subscription.current_period_end), -MONTH)
    const type = `customer.subscription.${ended ? 'deleted' : 'updated'}`
    told.push([type, String(at), describe(subscription, customer)])
  }
  return told.map(([type, at, object], place) => {
    const id = `evt_${String(customer.stripe_customer_id).slice('cus_'.length)}n${place + 1}`
    const event = { id, object: 'event', type, created: seconds(at), account, livemode: true, data: { object } }
    const customer_id = object === linking ? customer.id : null
    const { row } = readEvent(event)
    const received_at = later(wholeSeconds(at), 2)
    return { tenant_id: customer.tenant_id, ...row, status: 'applied', customer_id, received_at }
  })
}

function describe(subscription: Row, customer: Row): object {
  const currency = String(subscription.currency).toLowerCase()
  const price = {
    id: subscription.stripe_price_id,
    object: 'price',
    nickname: subscription.product_tier_name,
    currency,
    unit_amount: subscription.amount_cents,
    recurring: { interval: subscription.billing_interval, interval_count: 1 },
  }
  const current_period_end = seconds(subscription.current_period_end)
  const item = { object: 'subscription_item', price, quantity: subscription.quantity, current_period_end }
  return {
    id: subscription.stripe_subscription_id,
    object: 'subscription',
    customer: customer.stripe_customer_id,
    status: subscription.status,
    created: seconds(subscription.created_at),
    currency,
    cancel_at_period_end: subscription.cancel_at_period_end,
    canceled_at: subscription.canceled_at ? seconds(subscription.canceled_at) : null,
    items: { object: 'list', data: [item] },
  }
}

function seconds(instant: unknown): number {
  return Math.floor(Date.parse(String(instant)) / 1000)
}
