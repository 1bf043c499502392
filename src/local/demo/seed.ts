import { Client } from 'pg'
import { OperatorError } from '../../admin/operator-error.ts'
import type { Query } from '../../admin/query.ts'
import { connectStripe } from '../../admin/stripe.ts'
import { createTenant } from '../../admin/tenants.ts'
import { type Clock, makeClock } from './clock.ts'
import { crewamp } from './crewamp.ts'
import { fieldline } from './fieldline.ts'
import { makeRows } from './rows.ts'
import type { Rows } from './tables.ts'
import type { DemoTenant } from './tenant.ts'

/**
 * Creates the demo data in one transaction: two tenants with examples of everything that the API shows. Every run
 * creates the same data, except for ids, keys, and times, which are relative to now.
 * @param ownerUrl `postgres://` URL of the operator. @returns the key texts of the tenants, by slug; they cannot be
 * read again.
 * @throws with one plain sentence when a tenant of that name exists.
 */
export async function seed(ownerUrl: string): Promise<Record<string, { live: string; test: string }>> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('begin')
    const query: Query = async (text, params) => (await client.query(text, params)).rows
    const clock = makeClock()
    const keys = {
      [crewamp.slug]: await makeTenant(query, crewamp, clock),
      [fieldline.slug]: await makeTenant(query, fieldline, clock),
    }
    await client.query('commit')
    return keys
  } finally {
    // Closing the connection rolls back an unfinished transaction.
    await client.end()
  }
}

async function makeTenant(query: Query, demo: DemoTenant, clock: Clock): Promise<{ live: string; test: string }> {
  const { tenant, sandbox, keys } = await createTenant(query, demo).catch((error) => {
    throw error instanceof OperatorError ? new Error(`A tenant ${demo.slug} already exists.`) : error
  })
  const both = [tenant.id, sandbox.id]
  const made_at = clock(demo.createdDaysAgo)
  await query('update public.tenants set created_at = $1 where id = any ($2)', [made_at, both])
  await query('update public.api_keys set created_at = $1, last_used_at = $2 where tenant_id = any ($3)', [
    made_at,
    clock(0),
    both,
  ])
  if (demo.stripeAccount) await connectStripe(query, demo.slug, demo.stripeAccount)

  const live = { tenantId: tenant.id, keyId: keys.live.id }
  await insertAll(query, await makeRows(live, demo.customers, demo, clock))
  const test = { tenantId: sandbox.id, keyId: keys.test.id }
  const { defaultRules } = demo
  const bare = { defaultRules, rules: {}, notes: {}, keys: [], documented: [] }
  await insertAll(query, await makeRows(test, demo.sandboxCustomers, bare, clock))
  return { live: keys.live.key, test: keys.test.key }
}

async function insertAll(query: Query, tables: Rows): Promise<void> {
  for (const [table, rows] of Object.entries(tables)) {
    // A trigger has recorded each instance as registered in its current status; replace that with its real history.
    if (table === 'instance_transitions') {
      await query('delete from public.instance_transitions where tenant_id = $1', [rows[0]?.tenant_id])
    }
    const columns = Object.keys(rows[0] ?? {}).join(', ')
    if (!columns) continue
    await query(
      `insert into public.${table} (${columns})
       select ${columns} from jsonb_populate_recordset(null::public.${table}, $1)`,
      [JSON.stringify(rows)],
    )
  }
}
