import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import {
  customers,
  instances,
  nameOfCustomer,
  nameOfInstance,
  nameOfRule,
  nameOfSubscription,
  rules,
  scatteredId,
  subscriptions,
} from './dataset.ts'
import { type Inserts, insertAll, insertRules, type Tenant } from './insert.ts'
import type { Sizes } from './sizes.ts'

/** The role that the peer logs in with, and its password. */
export const peerLogin = { role: 'peer_app', password: 'peer' }

/** API key for a tenant of the peer, by the tenant's name. */
export const peerKey = (tenantName: string) => `peer-${tenantName}`

const inserts: Inserts = {
  before: '',
  customers: `
    insert into customers (tenant_id, id, email, company_name, country_code, currency, timezone, created_at, updated_at)
    select tenant_id, ${scatteredId(nameOfCustomer)}, email, company_name, country_code, currency, timezone, created_at,
           created_at
      from (${customers}) c
     order by g`,
  subscriptions: `
    insert into subscriptions (tenant_id, id, customer_id, status, product_tier_name, created_at)
    select tenant_id, ${scatteredId(nameOfSubscription)}, ${scatteredId(nameOfCustomer)}, status, 'pro', begun_at
      from (${subscriptions}) s`,
  instances: `
    insert into instances (tenant_id, id, customer_id, status, agent_name, hostname, created_at)
    select tenant_id, ${scatteredId(nameOfInstance)}, ${scatteredId(nameOfCustomer)}, status, 'agent', 'host', begun_at
      from (${instances}) i`,
  after: '',
}

const insertRulesText = `
  insert into rules (tenant_id, id, customer_id, rule_key, name, trigger_event)
  select tenant_id, ${scatteredId(nameOfRule)}, ${scatteredId(nameOfCustomer)}, rule_key, name, trigger_event
    from (${rules}) r`

/**
 * Creates the peer's tables in an empty database and fills them with the same rows as the API's.
 * @param url `postgres://` URL of the database's owner.
 */
export async function loadPeer(url: string, sizes: Sizes, log: (line: string) => void): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(await readSql('tables.sql'))
    const tenants = await createTenants(client, sizes)
    await insertAll(client, tenants, inserts, log)
    await insertRules(client, tenants.find(({ name }) => name === 'big') as Tenant, insertRulesText, sizes)
    await client.query(await readSql('indexes.sql'))
    await client.query('vacuum (analyze)')
  } finally {
    await client.end()
  }
}

const readSql = (name: string) => readFile(new URL(`../fastapi/${name}`, import.meta.url), 'utf8')

async function createTenants(client: Client, sizes: Sizes): Promise<Tenant[]> {
  const { rows } = await client.query<{ id: string; name: string }>(
    `insert into tenants
     select gen_random_uuid(), case g when 0 then 'big' else 'small ' || g end from generate_series(0, $1::int) g
     returning id, name`,
    [sizes.smallTenants],
  )
  await client.query(`insert into api_keys select sha256(('peer-' || name)::bytea), id from tenants`)
  return rows.map(({ id, name }) => ({ id, name, customers: name === 'big' ? sizes.bigTenant : sizes.smallTenant }))
}
