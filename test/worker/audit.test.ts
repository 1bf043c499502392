import { describe, expect, test } from 'vitest'
import { revokeKey } from '../../src/admin/keys.ts'
import { hashKey } from '../../src/auth/key.ts'
import { newTenant, operator, type Tenant } from './harness.ts'

/** The audit log entries of a tenant, oldest first, without ids and times. */
async function auditEntries(tenant: Tenant) {
  return operator(
    `select actor_key_id, operation, action, resource_type, resource_id, before, after, request_id
       from audit_log where tenant_id = $1 order by occurred_at, id`,
    [tenant.id],
  )
}
const withRequestId = (id: string) => ({ headers: { 'X-Request-Id': id } })

describe('every change writes an audit log entry with its key, operation and request', () => {
  test('a new customer: all its fields', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.post(
      '/v1/customers',
      { email: 'Steve@a.example', country_code: 'us' },
      withRequestId('r-1'),
    )
    expect(await auditEntries(tenant)).toEqual([
      {
        actor_key_id: tenant.keys.live.id,
        operation: 'createCustomer',
        action: 'create',
        resource_type: 'customer',
        resource_id: body.id,
        before: null,
        after: expect.objectContaining({ id: body.id, email: 'Steve@a.example', country_code: 'US', currency: null }),
        request_id: 'r-1',
      },
    ])
  })

  test('a clone: the customer and each copied rule, but nothing of the source', async () => {
    const tenant = await newTenant()
    const source_customer_id = await tenant.row('customers', {})
    for (const name of ['one', 'two'])
      await tenant.row('rules', { customer_id: source_customer_id, name, trigger_event: 'message.received' })
    const clone = { source_customer_id, company_name: 'A copy' }
    const { body } = await tenant.post(`/v1/customers/${source_customer_id}/clone`, clone, withRequestId('r-2'))

    const rows = await auditEntries(tenant)
    const by = { actor_key_id: tenant.keys.live.id, operation: 'cloneCustomer', action: 'create', request_id: 'r-2' }
    for (const row of rows) expect(row).toMatchObject({ ...by, before: null })
    const copied = rows.map(({ resource_type, after }) => {
      const { id, customer_id, name } = after as Record<string, string>
      return [resource_type, customer_id ?? id, name]
    })
    expect(copied.sort()).toEqual([
      ['customer', body.id, undefined],
      ['rule', body.id, 'one'],
      ['rule', body.id, 'two'],
    ])
  })

  test('a new key, a rotation and a revocation: only the fields that each changed', async () => {
    const tenant = await newTenant()
    const { body: created } = await tenant.post('/v1/api-keys', { name: 'desk' }, withRequestId('r-1'))
    const { body: next } = await tenant.post(
      `/v1/api-keys/${created.id}/rotate`,
      { grace_seconds: 60 },
      withRequestId('r-2'),
    )
    await tenant.delete(`/v1/api-keys/${next.id}`, withRequestId('r-3'))

    const by = { actor_key_id: tenant.keys.live.id, resource_type: 'api_key' }
    const [creation, ...others] = await auditEntries(tenant)
    const described = {
      name: 'desk',
      prefix: created.prefix,
      last_four: created.last_four,
      scopes: ['*'],
      role: 'admin',
    }
    expect(creation).toMatchObject({ ...by, operation: 'createApiKey', action: 'create', request_id: 'r-1' })
    expect(creation).toMatchObject({ resource_id: created.id, before: null, after: described })

    const revocation = others.pop()
    const [retired, successor] = others.sort((a, b) => String(b.action).localeCompare(String(a.action)))
    for (const row of [retired, successor])
      expect(row).toMatchObject({ ...by, operation: 'rotateApiKey', request_id: 'r-2' })
    expect(successor).toMatchObject({
      action: 'create',
      resource_id: next.id,
      after: { name: 'desk', expires_at: null },
    })
    expect(retired).toMatchObject({
      action: 'update',
      resource_id: created.id,
      before: { expires_at: null, replaced_by: null },
    })
    expect(retired?.after).toEqual({ expires_at: expect.any(String), replaced_by: next.id })

    expect(revocation).toMatchObject({ ...by, operation: 'revokeApiKey', action: 'update', request_id: 'r-3' })
    expect(revocation).toMatchObject({ resource_id: next.id, before: { revoked_at: null } })
    expect(revocation?.after).toEqual({ revoked_at: expect.any(String) })
  })

  test('a key: never its text or hash', async () => {
    const tenant = await newTenant()
    const { body: created } = await tenant.post('/v1/api-keys', {})
    const { body: next } = await tenant.post(`/v1/api-keys/${created.id}/rotate`, {})
    await tenant.delete(`/v1/api-keys/${next.id}`)
    const all = JSON.stringify(await auditEntries(tenant))
    expect(all).not.toContain('key_hash')
    for (const { key } of [created, next]) {
      expect(all).not.toContain(key)
      expect(all).not.toContain(await hashKey(key))
    }
  })
})

describe('no audit log entry is written for', () => {
  test('a failed change, whatever the error', async () => {
    const tenant = await newTenant()
    const customer = await tenant.row('customers', { email: 'steve@a.example' })
    const { id: revoked } = await tenant.key()
    await revokeKey(operator, revoked)
    const absent = crypto.randomUUID()
    const clone = (id: string, fields = {}) =>
      tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'A copy', ...fields })
    const responses = [
      await tenant.post('/v1/customers', { email: 'STEVE@a.example' }),
      await tenant.post('/v1/customers', { email: 'nonsense' }),
      await clone(absent),
      await clone(customer, { email: 'steve@a.example' }),
      await tenant.post('/v1/api-keys', { role: 'customer', customer_id: absent }),
      await tenant.post(`/v1/api-keys/${revoked}/rotate`, {}),
      await tenant.post(`/v1/api-keys/${absent}/rotate`, {}),
      await tenant.delete(`/v1/api-keys/${tenant.keys.live.id}`),
      await tenant.delete(`/v1/api-keys/${absent}`),
    ]
    expect(responses.map(({ status }) => status)).toEqual([409, 422, 404, 409, 404, 409, 404, 409, 404])
    expect(await auditEntries(tenant)).toEqual([])
  })

  test('a read, a key lookup, or a second revocation', async () => {
    const tenant = await newTenant()
    const { id: revoked } = await tenant.key()
    await revokeKey(operator, revoked)
    for (const path of ['customers', 'api-keys', 'api-keys/me', 'audit-log']) await tenant.get(`/v1/${path}`)
    expect((await tenant.delete(`/v1/api-keys/${revoked}`)).status).toBe(204)
    expect(await auditEntries(tenant)).toEqual([])
  })
})

test('a change is rolled back if its audit log entry cannot be written', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.key()
  const source_customer_id = await tenant.row('customers', {})
  const allRows = () =>
    operator(
      `select (select jsonb_agg(to_jsonb(c) order by id) from customers c where tenant_id = $1) as customers,
              (select jsonb_agg(to_jsonb(k) - 'last_used_at' order by id)
                 from api_keys k where tenant_id = $1) as keys`,
      [tenant.id],
    )
  const before = await allRows()
  const name = `rejects_${tenant.id.replaceAll('-', '')}`
  await operator(`alter table audit_log add constraint ${name} check (tenant_id <> '${tenant.id}') not valid`)
  try {
    const responses = [
      await tenant.post('/v1/customers', {}),
      await tenant.post(`/v1/customers/${source_customer_id}/clone`, { source_customer_id, company_name: 'A copy' }),
      await tenant.post('/v1/api-keys', {}),
      await tenant.post(`/v1/api-keys/${id}/rotate`, {}),
      await tenant.delete(`/v1/api-keys/${id}`),
    ]
    for (const response of responses) expect(response).toMatchObject({ status: 500, body: { code: 'internal_error' } })
  } finally {
    await operator(`alter table audit_log drop constraint ${name}`)
  }
  expect(await allRows()).toEqual(before)
  expect((await tenant.post('/v1/customers', {})).status).toBe(201)
})
