import { describe, expect, test } from 'vitest'
import { RESOURCE_TYPES } from '../../src/audit-log/audit-entry.ts'
import { asTenantRole, newTenant, operator } from './harness.ts'

describe('the tenant role', () => {
  const entry = `insert into audit_log (operation, action, resource_type, resource_id)
                 values ('aTest', 'update', 'customer', uuidv7()) returning operation`

  test('can read audit log entries, but not add, change, delete or truncate them', async () => {
    const tenant = await newTenant()
    await tenant.customer()
    const settings = { 'app.tenant_id': tenant.id, 'app.role': 'admin' }
    expect(await asTenantRole('select operation from audit_log', settings)).toEqual([{ operation: 'createCustomer' }])
    for (const text of [
      entry,
      `update audit_log set operation = 'nothing'`,
      'update audit_log set request_id = null where false',
      'delete from audit_log',
      'truncate audit_log',
      'alter table audit_log disable trigger all',
      'alter table customers disable trigger audit_inserted',
    ])
      await expect(asTenantRole(text, settings), text).rejects.toMatchObject({ code: '42501' })
  })

  test('cannot read or write the log of another tenant, without a tenant, or for a customer-bound key', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const { id } = await mine.customer()
    const insertForTenant = `insert into audit_log (tenant_id, operation, action, resource_type, resource_id)
                     values ('${mine.id}', 'aTest', 'update', 'customer', uuidv7())`
    const bound = { 'app.tenant_id': mine.id, 'app.role': 'customer', 'app.customer_id': id }
    const attempts: Record<string, string>[] = [
      { 'app.tenant_id': other.id, 'app.role': 'admin' },
      { 'app.role': 'admin' },
      bound,
    ]
    for (const settings of attempts) {
      const read = asTenantRole('select 1 from audit_log', settings)
      if (settings === bound) await expect(read).rejects.toMatchObject({ code: '42501' })
      else expect(await read).toEqual([])
      await expect(asTenantRole(insertForTenant, settings)).rejects.toMatchObject({ code: '42501' })
    }
  })
})

test('every audited table is a resource type that the log can be filtered by', async () => {
  const rows = await operator(`
    select distinct split_part(encode(tgargs, 'escape'), '\\', 1) as name from pg_trigger
     where tgfoid = 'app.audit'::regproc order by 1`)
  expect(rows.map((row) => row.name)).toEqual([...RESOURCE_TYPES].sort())
})
