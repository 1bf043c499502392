import { Client } from 'pg'
import { expect, inject, test } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { hashKey } from '../../src/auth/key.ts'
import { runSql } from '../setup/own-database.ts'

// Lock 3 on a connection of its own. A pool resets a connection before it serves another request, which would hide a
// setting that outlives its transaction.

const SETTINGS = `
  select current_user as role, current_setting('statement_timeout') as statement_timeout, array(
    select name || '=' || current_setting('app.' || name, true)
      from unnest('{tenant_id,role,customer_id,key_id,operation,request_id,idempotency_key,seal}'::text[]) name
     where current_setting('app.' || name, true) <> '') as set`

test.each(['commit', 'rollback'])('what a transaction sets ends with its %s', async (end) => {
  const { ownerUrl, loginUrl } = inject('database')
  const operator = (text: string, values?: unknown[]) => runSql(ownerUrl, text, values)
  const { tenant, keys } = await createTenant(operator, { slug: `t-${crypto.randomUUID()}`, name: 'A tenant' })
  const client = new Client({ connectionString: loginUrl })
  await client.connect()
  try {
    const settings = async () => (await client.query(SETTINGS)).rows[0]
    const before = await settings()
    await client.query('begin')
    await client.query(
      `select set_config('role', 'api_tenant', true), entered.*
         from app.enter(decode($1, 'hex'), $2, 'aTest', 'a-request', null, '{admin}') entered`,
      [await hashKey(keys.live.key), tenant.id],
    )
    const during = await settings()
    expect(during).toMatchObject({ role: 'api_tenant', set: expect.arrayContaining([`tenant_id=${tenant.id}`]) })
    await client.query(end)
    expect(before).toMatchObject({ role: 'api_login', set: [] })
    const advice = 'Set it with set_config(…, …, true), so that the next transaction does not act for this tenant.'
    expect(await settings(), advice).toEqual(before)
  } finally {
    await client.end()
  }
})
