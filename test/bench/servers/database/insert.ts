import type { Client } from 'pg'
import type { Sizes } from './sizes.ts'

/** A tenant to fill with rows, which are derived from `name`. */
export type Tenant = { id: string; name: string; customers: number }

/** Statements whose parameters are a tenant's id and name, and the first and last number of its customers. */
export type Inserts = { before: string; customers: string; subscriptions: string; instances: string; after: string }

const chunk = 50_000
const ordinaryRules = 5

/** Inserts a limited number of customers per transaction, so that memory and log do not grow with the load. */
export async function insertAll(client: Client, tenants: Tenant[], inserts: Inserts, log: (line: string) => void) {
  await client.query('set synchronous_commit = off')
  for (const { id, name, customers } of tenants) {
    for (let first = 1; first <= customers; first += chunk) {
      const last = Math.min(customers, first + chunk - 1)
      await client.query(`begin; ${inserts.before}`)
      for (const text of [inserts.customers, inserts.subscriptions, inserts.instances]) {
        await client.query(text, [id, name, first, last])
      }
      await client.query(`${inserts.after}; commit`)
      if (customers > chunk) log(`${last} of ${customers} customers of the ${name} tenant`)
    }
  }
  await client.query('set synchronous_commit = on')
}

/** Gives the newest customers of the big tenant many rules, and every hundredth of its others a few. */
export async function insertRules(
  client: Client,
  big: Tenant,
  text: string,
  { customersWithRules, rulesPerCustomer }: Sizes,
) {
  const others = Math.max(0, big.customers - customersWithRules)
  await client.query(text, [big.id, big.name, others + 1, big.customers, rulesPerCustomer, 1])
  await client.query(text, [big.id, big.name, 1, others, ordinaryRules, 100])
}
