import { createKey } from '../../../src/admin/keys.ts'
import { connectStripe } from '../../../src/admin/stripe-account.ts'
import { createTenant } from '../../../src/admin/tenants.ts'

export type Query = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>

/** A tenant with resources of every kind and state: enough for hundreds of requests that change or delete them. */
export type Resources = Awaited<ReturnType<typeof createResources>>

/** The owner makes the inserts; `$1` is the tenant. */
const CUSTOMERS = `
  insert into customers (tenant_id, company_name, email, external_id, metadata, archived_at)
  select $1, 'Customer ' || n, 'customer' || n || '@pool.example', 'pool-' || n, '{"plan": "gold"}',
         case when n % 3 = 0 then now() end
    from generate_series(1, 180) n
  returning id`
const INSTANCES = `
  insert into instances (tenant_id, customer_id, status)
  select $1, c.id, (array['provisioning', 'running', 'stopped', 'failed', 'terminated'])[n % 5 + 1]
    from (select id, row_number() over () as n from customers where tenant_id = $1 and archived_at is null) c
  returning id, customer_id`
const RULES = `
  insert into rules (tenant_id, customer_id, rule_key, name, trigger_event, actions)
  select $1, c.id, 'rule-' || n, 'Rule ' || n, 'call.missed', '[{"type": "notify"}]'
    from customers c, generate_series(1, 2) n
   where tenant_id = $1 and archived_at is null
  returning id, customer_id, rule_key`
const SUBSCRIPTIONS = `
  insert into subscriptions (tenant_id, customer_id, status)
  select $1, c.id, (array['active', 'trialing', 'canceled', 'past_due'])[n % 4 + 1]
    from (select id, row_number() over () as n from customers where tenant_id = $1 limit 60) c
  returning id`
const KEYS = `
  insert into api_keys (tenant_id, name, key_hash, prefix, last_four)
  select $1, 'Key ' || n, sha256(uuidv7()::text::bytea), 'hc_live_abcd', 'wxyz' from generate_series(1, 120) n
  returning id`

const WRITE_SCOPES = ['customers:write', 'instances:write', 'rules:write'] as const

export async function createResources(query: Query) {
  const slug = `t-${crypto.randomUUID()}`
  const { tenant, keys } = await createTenant(query, { slug, name: 'A tenant', rateLimit: 'highest' })
  const account = `acct_${slug.replaceAll('-', '')}`
  await connectStripe(query, slug, { account, linkByEmail: true })
  const write = { slug, mode: 'live', role: 'admin', scopes: WRITE_SCOPES, rateLimit: 'highest' } as const
  const rows = async <Row>(text: string) => (await query(text, [tenant.id])) as Row[]
  const ids = async (text: string) => (await rows<{ id: string }>(text)).map(({ id }) => id)
  return {
    key: keys.live.key,
    /** Of a key that can change everything and read nothing. */
    writeKey: (await createKey(query, write)).key,
    account,
    customers: await ids(CUSTOMERS),
    instances: await rows<{ id: string; customer_id: string }>(INSTANCES),
    rules: await rows<{ id: string; customer_id: string; rule_key: string }>(RULES),
    subscriptions: await ids(SUBSCRIPTIONS),
    keys: await ids(KEYS),
  }
}
