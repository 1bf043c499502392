import { Client } from 'pg'
import { OperatorError } from '../../admin/operator-error.ts'
import type { Query } from '../../admin/query.ts'
import { connectStripe } from '../../admin/stripe-account.ts'
import { createTenant, type NewTenant } from '../../admin/tenants.ts'
import { generateKey, storedParts } from '../../auth/key.ts'
import { type Clock, startClock } from './clock.ts'
import { crewamp } from './crewamp.ts'
import type { DemoCustomer } from './customer-table.ts'
import { writeCustomer, writeRule } from './customers.ts'
import { fieldline } from './fieldline.ts'
import type { DemoKey, DemoTenant } from './tenant.ts'
import { startWriter, type TenantWriter } from './tenant-writer.ts'

/**
 * Creates the demo data, all or nothing: two tenants with examples of everything that the API shows. Every run creates
 * the same data, except for ids, keys, and times, which are relative to now.
 * @param ownerUrl `postgres://` URL of the operator. @returns the key texts of the tenants, by slug; they cannot be
 * read again.
 * @throws with one plain sentence when a tenant of that name exists.
 */
export async function seed(ownerUrl: string): Promise<Record<string, { live: string; test: string }>> {
  const clock = startClock()
  const keys: Record<string, { live: string; test: string }> = {}
  const created: string[] = []
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  const query: Query = async (text, params) => [await client.query(text, params)].flat().at(-1)?.rows ?? []
  try {
    for (const demo of [crewamp, fieldline]) {
      const tenant = await createTenant(query, demo).catch((error) => {
        throw error instanceof OperatorError ? new Error(`A tenant with the slug ${demo.slug} already exists.`) : error
      })
      created.push(tenant.tenant.id, tenant.sandbox.id)
      keys[demo.slug] = await writeTenant(query, demo, clock, tenant)
    }
    return keys
  } catch (error) {
    // Its own failure would hide the cause.
    await removeTenants(query, created).catch(() => undefined)
    throw error
  } finally {
    await client.end()
  }
}

/** Tables that refer to others come first. */
const TABLES = [
  ...['audit_log', 'idempotency_keys', 'stripe_events', 'instance_transitions', 'rules', 'subscriptions'],
  ...['api_keys', 'instances', 'customers', 'row_counts'],
]

/** Deletes what has been written if one of the transactions of a tenant fails. */
async function removeTenants(query: Query, ids: string[]): Promise<void> {
  await query('rollback')
  for (const table of TABLES) await query(`delete from public.${table} where tenant_id = any ($1)`, [ids])
  await query('delete from public.tenants where id = any ($1)', [ids])
}

async function writeTenant(
  query: Query,
  demo: DemoTenant,
  clock: Clock,
  { tenant, sandbox, keys }: NewTenant,
): Promise<{ live: string; test: string }> {
  const both = [tenant.id, sandbox.id]
  const createdAt = clock(demo.createdDaysAgo)
  await query('update public.tenants set created_at = $1 where id = any ($2)', [createdAt, both])
  await query('update public.api_keys set created_at = $1, last_used_at = $2 where tenant_id = any ($3)', [
    ...[createdAt, clock(0), both],
  ])
  if (demo.stripe) await connectStripe(query, demo.slug, demo.stripe)

  const live = await startWriter(query, clock, tenant.id, keys.live.key)
  const ids = await writeContent(live, demo.customers, demo)
  for (const key of demo.keys) await writeKey(live, key, key.customer ? ids.get(key.customer) : null)
  await live.finish(demo)
  const test = await startWriter(query, clock, sandbox.id, keys.test.key)
  await writeContent(test, demo.sandboxCustomers, { ...demo, rules: {}, notes: {}, stripe: undefined })
  await test.finish({ audited: false })
  return { live: keys.live.key, test: keys.test.key }
}

/** Writes default rules and customers. Returns the ids of the customers by company name. */
async function writeContent(writer: TenantWriter, customers: readonly DemoCustomer[], demo: DemoTenant) {
  const owner = { id: null, instances: new Map<string, string>(), daysAgo: 360 }
  for (const rule of demo.defaultRules) await writeRule(writer, rule, owner)
  const ids = new Map<string | null, string>()
  for (const customer of customers) ids.set(customer.company, await writeCustomer(writer, customer, demo))
  return ids
}

/** Creates a key whose text is discarded; it exists only to be listed, rotated and revoked. */
async function writeKey(writer: TenantWriter, key: DemoKey, customer_id: string | null | undefined): Promise<void> {
  if (customer_id === undefined) throw new Error(`The demo key "${key.name}" refers to a customer that does not exist.`)
  const { clock } = writer
  const text = generateKey('live')
  const { hash, prefix, lastFour } = await storedParts(text)
  const id = writer.insert(clock(key.createdDaysAgo), 'createApiKey', 'api_keys', {
    ...{ name: key.name, key_hash: `\\x${hash}`, prefix, last_four: lastFour },
    ...{ role: customer_id ? 'customer' : 'admin', customer_id, scopes: key.scopes },
    expires_at: key.expiredDaysAgo ? clock(key.expiredDaysAgo) : null,
  })
  writer.record('api_keys', id, { last_used_at: clock(key.usedDaysAgo) })
  if (!key.revokedDaysAgo) return
  const revoked_at = clock(key.revokedDaysAgo)
  writer.update(revoked_at, 'revokeApiKey', 'api_keys', id, { revoked_at })
}
