import fc from 'fast-check'
import objects from '../../fixtures/stripe-objects.json' with { type: 'json' }
import type { ApiRequest } from './request.ts'
import type { Resources } from './resources.ts'
import type { KnownValues } from './values.ts'

// What the document states in words, because a schema cannot.

const eitherCase = (...codes: string[]) => fc.constantFrom(...codes, ...codes.map((code) => code.toLowerCase()))
const orNull = (values: fc.Arbitrary<unknown>) => fc.option(values, { nil: null, freq: 6 })

/** Values of fields that name something: a resource of the tenant, or an entry of a standard. */
export function knownValues(operationId: string, resources: Resources): KnownValues {
  /** Mostly ids of the tenant's resources, sometimes of none. */
  const ids = (known: string[]) => {
    const own = fc.constantFrom(...known, ...known.slice(0, 3).map((id) => id.toUpperCase()))
    return fc.oneof({ weight: 9, arbitrary: own }, { weight: 1, arbitrary: fc.uuid() })
  }
  const { customers, instances, rules, subscriptions, keys, account } = resources
  return {
    customer_id: ids(customers),
    source_customer_id: ids(customers),
    instance_id: ids(instances.map(({ id }) => id)),
    rule_id: ids(rules.map(({ id }) => id)),
    subscription_id: ids(subscriptions),
    key_id: ids(keys),
    resource_id: ids(customers),
    actor_key_id: ids(keys),
    country_code: orNull(eitherCase('US', 'DE', 'AT', 'JP')),
    currency: orNull(eitherCase('USD', 'EUR', 'JPY')),
    locale: orNull(fc.constantFrom('en-US', 'de', 'sr-latn-rs', 'zh-Hant-TW')),
    timezone: orNull(fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'utc', 'europe/berlin')),
    ip_address: orNull(fc.oneof(fc.ipV4(), fc.ipV6())),
    expires_at: orNull(fc.constantFrom('2100-01-01T00:00:00Z', '9999-12-31T23:59:59.999999+00:00')),
    // A key may not be used for two requests, so one is created when the request is sent.
    'Idempotency-Key': fc.constantFrom(UNUSED_KEY, `"${UNUSED_KEY}"`),
    'If-Match': fc.constantFrom('*', '"1"', '"1", "2"', 'W/"1"', 'text', ''),
    'If-None-Match': fc.constantFrom('*', '"1"', '"2"', 'W/"1"', 'text', ''),
    external_id: fc.oneof(
      fc.constantFrom('external-1', 'external-2'),
      fc.stringMatching(/^[\w ~%/?#é]{1,60}[a-z]$/),
      fc.constant('x'.repeat(255)),
    ),
    ...(/^(get|archive)CustomerByExternalId$/.test(operationId) && {
      external_id: fc.integer({ min: 1, max: 180 }).map((n) => `pool-${n}`),
    }),
    ...(operationId === 'stripeWebhook' && {
      account: fc.oneof(
        { weight: 8, arbitrary: fc.constant(account) },
        { weight: 1, arbitrary: fc.constant('acct_0') },
      ),
      type: fc.constantFrom(...STRIPE_TYPES),
      // Replaced by a signature of the body when it is sent.
      'Stripe-Signature': fc.constant(SIGNATURE),
    }),
  }
}

/** Stands for an idempotency key that has not been used. */
export const UNUSED_KEY = 'unused'
/** Stands for the signature of the body. */
export const SIGNATURE = 'valid'

/** Values that look like entries of a standard but are not. */
export const WRONG_ENTRIES: Record<string, string[]> = {
  country_code: ['ZZ', 'EU', 'U'],
  currency: ['ZZZ', 'US'],
  locale: ['not a locale', 'x'],
  timezone: ['Mars/Olympus', '+05:30'],
  ip_address: ['192.0.2.0/24', '256.1.1.1', 'fe80::1%eth0'],
  expires_at: ['2020-01-01T00:00:00Z'],
}

/** Fields that are reported together with another field, unless that field is sent. */
export const NEEDED_BESIDE: Record<string, string> = { operator: 'value' }

// biome-ignore lint/suspicious/noExplicitAny: generated JSON
type Body = any

/** Whether the conditions and actions of a rule take more than 16 KiB together. */
export function hasTooMuchContent(operationId: string, { conditions = [], actions = [] }: Body): boolean {
  if (operationId !== 'createRule' && operationId !== 'updateRule') return false
  return Buffer.byteLength(JSON.stringify(conditions)) + Buffer.byteLength(JSON.stringify(actions)) > 16 * 1024
}

const STRIPE_TYPES = ['customer.updated', 'customer.subscription.updated', 'checkout.session.completed', 'invoice.paid']

type Rule = (request: { path: Record<string, string>; body: Body }, resources: Resources) => void

/** Rules across fields. Each changes a generated request so that it obeys them. */
const RULES: Record<string, Rule> = {
  cloneCustomer({ path, body }, { rules }) {
    body.source_customer_id = path.customer_id
    const keys = rules.filter(({ customer_id }) => customer_id === path.customer_id?.toLowerCase())
    if (Array.isArray(body.rule_keys)) body.rule_keys = keys.map(({ rule_key }) => rule_key)
    if (Array.isArray(body.rule_ids)) body.rule_ids = keys.map(({ id }) => id)
    if (body.clone_rules === false) delete body.rule_keys
    if (body.clone_rules === false) delete body.rule_ids
  },
  putCustomerByExternalId({ body }) {
    delete body.external_id
  },
  createApiKey({ body }, { customers }) {
    if (body.role === 'customer') body.customer_id ??= customers[0]
    else delete body.customer_id
  },
  createRule({ body }, { instances }) {
    const instance = instances.find(({ id }) => id === body.instance_id)
    if (instance) body.customer_id = instance.customer_id
    else delete body.instance_id
    body.conditions?.forEach(withValue)
  },
  updateRule({ path, body }, { rules, instances }) {
    const rule = rules.find(({ id }) => id === path.rule_id)
    const instance = instances.find(({ customer_id }) => customer_id === rule?.customer_id)
    if (body.instance_id) body.instance_id = instance?.id ?? null
    body.conditions?.forEach(withValue)
  },
  stripeWebhook({ body }) {
    const [, kind = ''] = /^(customer\.subscription|customer|checkout\.session)/.exec(body.type) ?? []
    const object = objects[kind.replace('customer.', '') as keyof typeof objects] ?? body.data.object
    body.data = { object }
  },
}

/** Every operator except `exists` needs a value. */
function withValue(condition: Body) {
  if (condition.operator !== 'exists') condition.value ??= null
}

/** A generated request that also obeys the rules across its fields. */
export function consistent(operationId: string, request: ApiRequest, resources: Resources): ApiRequest {
  const copy = structuredClone(request)
  // Only a cursor that a list returned is valid; the test follows those.
  delete copy.query.cursor
  RULES[operationId]?.(copy, resources)
  return copy
}
