import type { LocalStack } from './local-stack.ts'
import { OperatorError, quote } from './operator-error.ts'
import type { Query } from './query.ts'
import { connectStripe } from './stripe-account.ts'
import { unknownTenant } from './tenants.ts'

/** An event that was sent, and its outcome. */
export type SentEvent = { id: string; type: string; status: string }

/** The customer's Stripe ids and the events that were sent. */
export type DemoEvents = {
  customer_id: string
  stripe_account_id: string
  stripe_customer_id: string
  stripe_subscription_id: string
  events: SentEvent[]
}

/**
 * Sends the local API what Stripe sends when a customer subscribes, so that the customer has one more active
 * subscription. A tenant without a Stripe account is connected to an invented one.
 * @throws OperatorError for an unknown slug or customer, or when the API rejects an event.
 */
export async function sendDemoEvents(
  query: Query,
  stack: LocalStack,
  { slug, customerId }: { slug: string; customerId: string },
): Promise<DemoEvents> {
  const [found] = await query(
    `select owner.id, owner.stripe_account_id, c.id as customer_id, c.stripe_customer_id, c.email,
            coalesce(c.currency, 'USD') as currency, tenant.sandbox_of is null as livemode
       from public.tenants owner
       left join public.tenants tenant on tenant.id = owner.id or tenant.sandbox_of = owner.id
       left join public.customers c on c.tenant_id = tenant.id and c.id = $2
      where owner.slug = $1
      order by c.id nulls last limit 1`,
    [slug, customerId],
  )
  if (!found) throw unknownTenant(slug)
  if (!found.customer_id) throw new OperatorError(`The tenant ${quote(slug)} has no customer ${customerId}.`)

  const random = () => crypto.randomUUID().replaceAll('-', '').slice(0, 16)
  const account = String(found.stripe_account_id ?? `acct_demo${random()}`)
  if (!found.stripe_account_id) await connectStripe(query, slug, { account })
  const stripeCustomer = String(found.stripe_customer_id ?? `cus_demo${random()}`)
  const subscription = `sub_demo${random()}`
  const created = Math.floor(Date.now() / 1000)

  const describe = (status: string) => ({
    id: subscription,
    object: 'subscription',
    customer: stripeCustomer,
    status,
    created,
    currency: String(found.currency).toLowerCase(),
    cancel_at_period_end: false,
    items: { object: 'list', data: [{ object: 'subscription_item', ...item(String(found.currency), created) }] },
  })
  const linking = { id: stripeCustomer, object: 'customer', email: found.email, metadata: { customer_id: customerId } }
  const sent: [type: string, data: object][] = [
    ['customer.updated', { object: linking }],
    ['customer.subscription.created', { object: describe('incomplete') }],
    ['customer.subscription.updated', { object: describe('active'), previous_attributes: { status: 'incomplete' } }],
  ]
  const events: SentEvent[] = []
  for (const [type, data] of sent) {
    const id = `evt_demo${random()}`
    const event = { id, object: 'event', type, created, account, livemode: found.livemode, data }
    events.push({ id, type, status: await send(stack, JSON.stringify(event)) })
  }
  return {
    customer_id: customerId,
    stripe_account_id: account,
    stripe_customer_id: stripeCustomer,
    stripe_subscription_id: subscription,
    events,
  }
}

const MONTH = 30 * 24 * 60 * 60

function item(currency: string, start: number) {
  const price = {
    id: 'price_demo_pro_month',
    object: 'price',
    nickname: 'Pro',
    currency: currency.toLowerCase(),
    unit_amount: 4900,
    recurring: { interval: 'month', interval_count: 1 },
  }
  return { price, quantity: 1, current_period_start: start, current_period_end: start + MONTH }
}

async function send({ api, stripeSecret }: LocalStack, payload: string): Promise<string> {
  // Loaded lazily: it is large, and no other command needs it.
  const { Stripe } = await import('stripe')
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret: stripeSecret })
  const response = await fetch(`${api}/v1/webhooks/stripe`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signature },
    body: payload,
  }).catch(() => {
    throw new OperatorError(`The local API at ${api} cannot be reached. Restart "npm run dev".`)
  })
  const body = (await response.json()) as { status?: string; detail?: string }
  if (!response.ok) throw new OperatorError(`The API rejected the event: ${response.status} ${body.detail}`)
  return String(body.status)
}
