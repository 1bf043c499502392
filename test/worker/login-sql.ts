import { hashKey } from '../../src/auth/key.ts'
import { clientOf, database, newTenant, type Tenant } from './harness.ts'

// SQL of any kind, run as the Worker's login role.

const login = clientOf(database.loginUrl)
export type Statement = [text: string, params?: unknown[]]
export const BECOME: Statement = ['set local role api_tenant']
/** The role of a transaction with a customer-bound key. */
export const BECOME_BOUND: Statement = ['set local role api_customer']
/** Reads what the transaction can see. */
export const READ: Statement = ['select id from customers']

/** Runs statements as the login role, in one transaction, and returns the rows of the last one. */
export async function run(...statements: Statement[]) {
  const results = await login.transaction(statements.map(([text, params]) => login.query(text, params)))
  return results.at(-1) as unknown[]
}

/** Changes settings of the transaction. */
export const settings = (values: Record<string, string>): Statement => [
  `select set_config('app.' || key, value, true) from jsonb_each_text($1)`,
  [JSON.stringify(values)],
]

export async function enter(tenant: Tenant, { scope = null as string | null, roles = '{admin}', hash = '' } = {}) {
  const keyHash = hash || (await hashKey(tenant.keys.live.key))
  const text = `select app.enter(decode($1, 'hex'), $2, 'aTest', 'a-request', $3, $4)`
  return [text, [keyHash, tenant.id, scope, roles]] as Statement
}

/** Enters and claims an idempotency key, whose result `RECORD` then stores. */
export async function claim(tenant: Tenant): Promise<Statement> {
  const [text, params = []] = await enter(tenant)
  return [text.replace('$4)', `$4, 'a-key', sha256('a request'))`), params]
}
export const RECORD: Statement = [`select app.record_result(1, '[{"id":"an id"}]')`]

export async function withCustomer() {
  const tenant = await newTenant()
  return { tenant, customer: await tenant.customer({ email: 'steve@plumbing.example' }) }
}
