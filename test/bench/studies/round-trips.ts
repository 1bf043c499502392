import { createKey } from '../../../src/admin/keys.ts'
import { runSql } from '../../setup/own-database.ts'
import { REQUESTS } from '../../worker/requests/all.ts'
import type { Ids } from '../../worker/requests/example.ts'
import type { Context } from '../context.ts'
import { atMost, type Finding } from '../report/finding.ts'

/** Counts the requests of each operation to the database with a cached key, in the sandbox of a small tenant. */
export async function studyRoundTrips(context: Context): Promise<Finding[]> {
  const { ownerUrl } = context.database.access
  const query = (text: string, values?: unknown[]) => runSql(ownerUrl, text, values)
  const sandbox = { slug: 'bench-small-1', mode: 'test', role: 'admin' } as const
  const { key } = await createKey(query, { ...sandbox, scopes: ['*'] })
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }

  const trips: [operation: string, count: number][] = []
  for (const [operation, request] of Object.entries(REQUESTS)) {
    const { id } = await createKey(query, { ...sandbox, scopes: ['api-keys:write'] })
    const [method, path, body] = request({ ...(await createOneOfEach(query)), key: id })
    const { status, sent, ...response } = await context.record({
      method,
      path,
      headers,
      body: JSON.stringify(body),
    })
    // A request that conflicts with the current state has also reached the database.
    if (status >= 300 && status !== 409) throw new Error(`${operation} returned ${status} ${response.body}`)
    trips.push([operation, sent.length])
  }
  const more = trips.filter(([, count]) => count > 1).map(([operation]) => operation)
  const note = `${trips.length} operations${more.length > 0 ? `; more than one: ${more.join(', ')}` : ''}`
  return [
    atMost('round trips per request with a cached key', 1, '', Math.max(...trips.map(([, count]) => count)), note),
  ]
}

/** Creates a customer in the sandbox with one instance, one rule and one subscription. */
async function createOneOfEach(query: (text: string) => Promise<Record<string, unknown>[]>): Promise<Omit<Ids, 'key'>> {
  const [row] = await query(
    `with sandbox as (
       select s.id as tenant_id from public.tenants s join public.tenants t on t.id = s.sandbox_of
        where t.slug = 'bench-small-1'
     ), customer as (
       insert into public.customers (tenant_id) select tenant_id from sandbox returning tenant_id, id
     ), instance as (
       insert into public.instances (tenant_id, customer_id) select tenant_id, id from customer returning id
     ), rule as (
       insert into public.rules (tenant_id, customer_id, name, trigger_event)
       select tenant_id, id, 'A rule', 'message.received' from customer returning id
     ), subscription as (
       insert into public.subscriptions (tenant_id, customer_id, status)
       select tenant_id, id, 'canceled' from customer returning id
     )
     select customer.id as customer, instance.id as instance, rule.id as rule, subscription.id as subscription
       from customer, instance, rule, subscription`,
  )
  return row as Omit<Ids, 'key'>
}
