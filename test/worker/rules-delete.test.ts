import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator } from './harness.ts'
import { audit, create, patch, WHOLE } from './rules.ts'

describe('deleting', () => {
  test('answers 204 without a body, and the rule is gone; twice is 404', async () => {
    const tenant = await newTenant()
    const { id } = await create(tenant)
    const answer = await tenant.delete(`/v1/rules/${id}`)
    expect([answer.status, answer.body, answer.headers.get('Content-Type')]).toEqual([204, '', null])
    expect((await tenant.get(`/v1/rules/${id}`)).status).toBe(404)
    expect((await tenant.delete(`/v1/rules/${id}`)).status).toBe(404)
  })

  test('frees its key', async () => {
    const tenant = await newTenant()
    const { id } = await create(tenant, { rule_key: 'one' })
    await tenant.delete(`/v1/rules/${id}`)
    expect((await create(tenant, { rule_key: 'one' })).id).not.toBe(id)
  })
})

test('creation, change and deletion are audited; what fails leaves no row', async () => {
  const tenant = await newTenant()
  const headers = { 'X-Request-Id': 'a-request' }
  const { id } = (await tenant.post('/v1/rules', WHOLE, { headers })).body
  await tenant.patch(`/v1/rules/${id}`, { priority: 9, conditions: [], name: 'A rule' }, { headers })
  await create(tenant, { rule_key: 'taken' })
  await patch(tenant, id, { rule_key: 'taken' })
  await patch(tenant, id, { instance_id: absentId() })
  await tenant.delete(`/v1/rules/${id}`, { headers })

  const made = { actor_key_id: tenant.keys.live.id, request_id: 'a-request' }
  expect(await audit(tenant, id)).toEqual([
    { ...made, action: 'create', operation: 'createRule', before: null, after: expect.objectContaining(WHOLE) },
    {
      ...{ ...made, action: 'update', operation: 'updateRule' },
      before: { priority: 5, conditions: WHOLE.conditions },
      after: { priority: 9, conditions: [] },
    },
    {
      ...{ ...made, action: 'delete', operation: 'deleteRule', after: null },
      before: expect.objectContaining({ priority: 9, rule_key: 'missed-call' }),
    },
  ])
  const [{ n } = {}] = await operator(`select count(*)::int as n from audit_log where tenant_id = $1`, [tenant.id])
  expect(n).toBe(4)
})
