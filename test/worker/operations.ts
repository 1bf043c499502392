import { connectStripe } from '../../src/admin/stripe-account.ts'
import { operations } from '../../src/app.ts'
import type { Operation } from '../../src/operation.ts'
import { absentId, operator, send, type Tenant } from './harness.ts'
import { REQUESTS } from './requests/all.ts'
import type { Ids } from './requests/example.ts'

/** Every operation of the API, for tests that run on all of them. */
export const OPERATIONS: readonly Operation[] = await Promise.all(operations.map(({ load }) => load()))

export function requestOf(operation: Operation, ids: Ids) {
  const request = REQUESTS[operation.route.operationId]
  if (!request) throw new Error(`test/worker/requests has no request for ${operation.route.operationId}`)
  return request(ids)
}

/** Sends the operation's example request with a key. */
export function call(operation: Operation, ids: Ids, key: string | null) {
  const [method, path, body] = requestOf(operation, ids)
  return send(method, path, { body, key })
}

const MARKS: Ids = {
  ...{
    customer: 'marked',
    externalId: 'marked',
    instance: 'marked',
    rule: 'marked',
    subscription: 'marked',
    key: 'marked',
  },
  account: 'marked',
}

/** Operations whose request contains the id of a resource, in the path or in the body. */
export const WITH_IDS = OPERATIONS.filter((operation) => {
  return JSON.stringify(requestOf(operation, MARKS)).includes('marked')
})

/** Creates one resource of each kind in the tenant, connects a Stripe account, and returns their ids. */
export async function oneOfEach(tenant: Tenant): Promise<Ids> {
  const externalId = `crm-${crypto.randomUUID()}`
  const account = newAccount()
  const { id: customer } = await tenant.customer({ external_id: externalId })
  const [created] = await operator(ONE_OF_EACH, [tenant.id, customer])
  // A key can only be rotated by a key that has all its scopes.
  const key = await tenant.key({ scopes: ['api-keys:write'] })
  await connectStripe(operator, tenant.slug, { account, replace: true })
  return {
    ...(created as Pick<Ids, 'instance' | 'rule' | 'subscription'>),
    ...{ customer, externalId, key: key.id, account },
  }
}

/** In one statement, because hundreds of tests need them. */
const ONE_OF_EACH = `
  with instance as (
    insert into instances (tenant_id, customer_id) values ($1, $2) returning id
  ), rule as (
    insert into rules (tenant_id, customer_id, name, trigger_event) values ($1, $2, 'A rule', 'message.received')
    returning id
  ), subscription as (
    insert into subscriptions (tenant_id, customer_id, status) values ($1, $2, 'canceled') returning id
  )
  select instance.id as instance, rule.id as rule, subscription.id as subscription from instance, rule, subscription`

export function absentIds(): Ids {
  const [customer, instance, rule] = [absentId(), absentId(), absentId()]
  return {
    customer,
    externalId: `crm-${absentId()}`,
    instance,
    rule,
    subscription: absentId(),
    key: absentId(),
    account: newAccount(),
  }
}

const newAccount = () => `acct_${crypto.randomUUID().replaceAll('-', '')}`

const EVERYTHING = ['customers', 'subscriptions', 'instances', 'rules', 'api_keys', 'audit_log', 'stripe_events']
  .map((table) => `select (to_jsonb(t) - 'last_used_at')::text as row from ${table} t where tenant_id = $1`)
  .join(' union all ')

/** All rows of a tenant, to check that they are unchanged. */
export const everythingOf = ({ id }: Tenant) => operator(`${EVERYTHING} order by row`, [id])
