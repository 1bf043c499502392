import { expect, test } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { asTenantRole, clientOf, database, newTenant, operator } from './harness.ts'

test('concurrent statements over many customers neither deadlock nor miscount', async () => {
  const tenant = await newTenant()
  await operator(`insert into customers (tenant_id) select $1 from generate_series(1, 30)`, [tenant.id])
  const shuffled = `select id from customers where tenant_id = '${tenant.id}' order by random() limit 20`
  const insert = (table: string, status: string) =>
    operator(
      `insert into ${table} (tenant_id, customer_id, status) select '${tenant.id}', id, '${status}' from ` +
        `(${shuffled}) c`,
    )
  await Promise.all(
    Array.from({ length: 24 }, (_, at) =>
      at % 2 ? insert('subscriptions', 'active') : insert('instances', 'running'),
    ),
  )
  const [counted] = await operator(
    `select sum(active_subscription_count)::int as subscriptions, sum(running_instance_count)::int as instances
       from customers where tenant_id = $1`,
    [tenant.id],
  )
  expect(counted).toEqual({ subscriptions: 240, instances: 240 })
})

test('a tenant cannot write the counts of a new or existing customer', async () => {
  const tenant = await newTenant()
  const settings = { 'app.tenant_id': tenant.id, 'app.role': 'admin' }
  for (const text of [
    'insert into customers (subscription_count) values (999)',
    'update customers set running_instance_count = 999',
    'update customers set version = 999',
  ]) {
    await expect(asTenantRole(text, settings)).rejects.toMatchObject({ code: '42501' })
  }
})

test('times are returned in UTC, regardless of the session settings', async () => {
  const tenant = await newTenant()
  const client = clientOf(database.loginUrl)
  const hash = `\\x${await hashKey(tenant.keys.live.key)}`
  const results = await client.transaction([
    client`select set_config('timezone', 'Asia/Kolkata', true), set_config('datestyle', 'German', true)`,
    client`select app.enter(${hash}::bytea, ${tenant.id}::uuid, 'aTest', '', null, '{admin}')`,
    client`select '2026-03-14T15:09:26Z'::timestamptz::text as time`,
  ])
  expect(results[2]).toEqual([{ time: '2026-03-14 15:09:26+00' }])
})
