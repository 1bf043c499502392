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
  const { id: customer } = await tenant.customer({ external_id: externalId })
  const account = newAccount()
  await connectStripe(operator, tenant.slug, { account, replace: true })
  return {
    ...{ customer, externalId },
    instance: await tenant.row('instances', { customer_id: customer }),
    rule: await tenant.row('rules', { customer_id: customer, name: 'A rule', trigger_event: 'message.received' }),
    subscription: await tenant.row('subscriptions', { customer_id: customer, status: 'canceled' }),
    // A key can only be rotated by a key that has all its scopes.
    key: (await tenant.key({ scopes: ['api-keys:write'] })).id,
    account,
  }
}

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

/** All rows of a tenant, to check that they are unchanged. */
export async function everythingOf({ id }: Tenant) {
  const tables = ['customers', 'subscriptions', 'instances', 'rules', 'api_keys', 'audit_log', 'stripe_events']
  const rows = (table: string) =>
    operator(`select (to_jsonb(t) - 'last_used_at')::text as row from ${table} t where tenant_id = $1 order by id`, [
      id,
    ])
  return Promise.all(tables.map(rows))
}
