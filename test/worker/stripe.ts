import { connectStripe } from '../../src/admin/stripe-account.ts'
import type { createApp } from '../../src/app.ts'
import objects from '../fixtures/stripe-objects.json'
import { STRIPE_SECRET } from '../setup/provided.ts'
import { type ApiResponse, bindings, newTenant, operator, send } from './harness.ts'

// Events as Stripe sends them, based on its own example objects.

type Fields = Record<string, unknown>
const env = { ...bindings, STRIPE_WEBHOOK_SECRET: STRIPE_SECRET }
const random = () => crypto.randomUUID().replaceAll('-', '')

export interface StripeEvent {
  id: string
  type: string
  created: number
  account: string
  livemode: boolean
  data: { object: Fields; previous_attributes?: Fields }
}

/** HMAC-SHA-256 in hexadecimal. */
async function hmac(secret: string, text: Uint8Array): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign'])
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, text))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The `Stripe-Signature` header of a body; `time` is in seconds. */
export async function sign(
  body: string | Uint8Array,
  { secret = STRIPE_SECRET, time = Math.floor(Date.now() / 1000) } = {},
) {
  const payload = await new Blob([`${time}.`, body]).bytes()
  return `t=${time},v1=${await hmac(secret, payload)}`
}

/** Posts a body with a valid signature by default; `null` sends none. */
export async function post(
  body: string,
  options: { signature?: string | null; env?: Partial<typeof env>; app?: ReturnType<typeof createApp> } = {},
) {
  const signature = options.signature === undefined ? await sign(body) : options.signature
  const headers: Record<string, string> = signature === null ? {} : { 'Stripe-Signature': signature }
  return send('POST', '/v1/webhooks/stripe', {
    body,
    headers,
    env: { ...env, ...options.env },
    ...(options.app && { app: options.app }),
  })
}

/** Posts an event and returns its outcome, for example `applied`. */
export async function deliver(event: StripeEvent): Promise<string> {
  const { status, body }: ApiResponse = await post(JSON.stringify(event))
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body.status
}

/** Creates a tenant with a Stripe account, and builds events of that account. */
export async function newConnectedTenant({ linkByEmail = false } = {}) {
  const tenant = await newTenant()
  const account = `acct_${random().slice(0, 16)}`
  await connectStripe(operator, tenant.slug, { account, linkByEmail })
  const event = (type: string, object: Fields, fields: Partial<StripeEvent> = {}): StripeEvent => ({
    ...objects.event,
    id: `evt_${random()}`,
    type,
    account,
    livemode: true,
    ...fields,
    data: { object, ...fields.data },
  })

  return {
    ...tenant,
    account,
    event,
    /** An event that links a Stripe customer by the customer id in its metadata. `fields` override the event. */
    link: (stripeId: string, customerId: string, fields: Partial<StripeEvent> = {}) =>
      event('customer.updated', stripeCustomer(stripeId, { metadata: { customer_id: customerId } }), fields),
    /** The subscriptions of a customer as the API returns them, without fields that differ from run to run. */
    async subscriptionsOf(customerId: string): Promise<Fields[]> {
      const { body } = await tenant.get(`/v1/customers/${customerId}/subscriptions?sort_dir=asc`)
      return body.subscriptions.map(({ id: _, updated_at: __, ...rest }: Fields) => rest)
    },
    stripeIdOf: async (customerId: string) => (await tenant.get(`/v1/customers/${customerId}`)).body.stripe_customer_id,
  }
}

export type ConnectedTenant = Awaited<ReturnType<typeof newConnectedTenant>>

export function stripeCustomer(id: string, fields: Fields = {}): Fields {
  return { ...objects.customer, id, ...fields }
}

export function stripeSubscription(id: string, customer: string, fields: Fields = {}): Fields {
  return { ...objects.subscription, id, customer, ...fields }
}

export function stripeCheckout(fields: Fields): Fields {
  return { ...objects['checkout.session'], mode: 'subscription', status: 'complete', ...fields }
}

export const newStripeIds = () => ({ cus: `cus_${random()}`, sub: `sub_${random()}` })

/** Creates a tenant with a customer that is linked to a Stripe customer. */
export async function newLinkedCustomer() {
  const tenant = await newConnectedTenant()
  const { id } = await tenant.customer()
  const { cus, sub } = newStripeIds()
  await deliver(tenant.link(cus, id))
  return { tenant, id, cus, sub }
}

export const errorOf = ({ status, body }: ApiResponse) => [status, body.code]

/** An unsent event that can be applied, as an object and as text. */
export async function newEvent() {
  const { tenant, id, cus, sub } = await newLinkedCustomer()
  const event = tenant.event('customer.subscription.created', stripeSubscription(sub, cus))
  return { tenant, id, event, body: JSON.stringify(event) }
}

/** An event that creates an active subscription. */
export const subscriptionCreated = (tenant: ConnectedTenant, { cus, sub }: { cus: string; sub: string }) =>
  tenant.event('customer.subscription.created', stripeSubscription(sub, cus))

/** An event that updates a Stripe customer; `at` is in seconds. */
export const customerUpdated = (tenant: ConnectedTenant, cus: string, fields: Fields, at = 1_700_000_000) =>
  tenant.event('customer.updated', stripeCustomer(cus, fields), { created: at })

/** What an event reports about a subscription. `created` is in seconds, `previous` the status that it replaced. */
export type SubscriptionChange = { kind: string; created: number; status: string; previous?: string }

/** Events of a subscription as the tenant's account would send them. Their ids differ by position. */
export const subscriptionEvents = (
  tenant: ConnectedTenant,
  { cus, sub }: { cus: string; sub: string },
  changes: SubscriptionChange[],
): StripeEvent[] =>
  changes.map(({ kind, created, status, previous }, place) => ({
    ...tenant.event(`customer.subscription.${kind}`, {}, { id: `evt_${sub}_${place}`, created }),
    data: {
      object: stripeSubscription(sub, cus, { status }),
      ...(previous && { previous_attributes: { status: previous } }),
    },
  }))
