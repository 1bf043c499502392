import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator } from './harness.ts'
import { audit, create, patch, WHOLE } from './rules.ts'

describe('deleting a rule', () => {
  test('returns 204 without a body, and 404 when it is deleted again', async () => {
    const tenant = await newTenant()
    const { id } = await create(tenant)
    const response = await tenant.delete(`/v1/rules/${id}`)
    expect([response.status, response.body, response.headers.get('Content-Type')]).toEqual([204, '', null])
    expect((await tenant.get(`/v1/rules/${id}`)).status).toBe(404)
    expect((await tenant.delete(`/v1/rules/${id}`)).status).toBe(404)
  })

  test('frees its rule_key', async () => {
    const tenant = await newTenant()
    const { id } = await create(tenant, { rule_key: 'one' })
    await tenant.delete(`/v1/rules/${id}`)
    expect((await create(tenant, { rule_key: 'one' })).id).not.toBe(id)
  })
})

test('creation, update and deletion are audited; a failed change is not', async () => {
  const tenant = await newTenant()
  const headers = { 'X-Request-Id': 'a-request' }
  const { id } = (await tenant.post('/v1/rules', WHOLE, { headers })).body
  await tenant.patch(`/v1/rules/${id}`, { priority: 9, conditions: [], name: 'A rule' }, { headers })
  await create(tenant, { rule_key: 'taken' })
  await patch(tenant, id, { rule_key: 'taken' })
  await patch(tenant, id, { instance_id: absentId() })
  await tenant.delete(`/v1/rules/${id}`, { headers })

  const by = { actor_key_id: tenant.keys.live.id, request_id: 'a-request' }
  expect(await audit(tenant, id)).toEqual([
    { ...by, action: 'create', operation: 'createRule', before: null, after: expect.objectContaining(WHOLE) },
    {
      ...{ ...by, action: 'update', operation: 'updateRule' },
      before: { priority: 5, conditions: WHOLE.conditions },
      after: { priority: 9, conditions: [] },
    },
    {
      ...{ ...by, action: 'delete', operation: 'deleteRule', after: null },
      before: expect.objectContaining({ priority: 9, rule_key: 'missed-call' }),
    },
  ])
  const [{ n } = {}] = await operator(`select count(*)::int as n from audit_log where tenant_id = $1`, [tenant.id])
  expect(n).toBe(4)
})
