import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant } from './harness.ts'

const BARE = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }
const WHOLE = {
  ...BARE,
  rule_key: 'missed-call',
  description: 'A text',
  conditions: [{ field: 'f', operator: 'eq', value: 1 }],
  priority: 5,
  cooldown_seconds: 6,
  is_active: false,
}

const create = async (tenant: Tenant, fields: object = {}) => {
  const { status, body } = await tenant.post('/v1/rules', { ...BARE, ...fields })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}
const patch = (tenant: Tenant, id: string, fields: object) => tenant.patch(`/v1/rules/${id}`, fields)
const audit = (tenant: Tenant, id: string) =>
  operator(
    `select action, operation, actor_key_id::text, before, after, request_id from audit_log
      where tenant_id = $1 and resource_type = 'rule' and resource_id = $2 order by id`,
    [tenant.id, id],
  )

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
