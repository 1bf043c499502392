import { expect, test } from 'vitest'
import { newTenant, operator, tripsOf } from './harness.ts'

test('effective rules with the largest content are all returned, in order', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  // As PostgreSQL writes it, JSON has a space after each comma.
  const actions = [{ type: 'log_event', list: Array(8_170).fill(1) }]
  const fields = { name: '😀'.repeat(200), description: '😀'.repeat(2000), rule_key: 'k', trigger_event: 'call.missed' }
  const first = await tenant.post('/v1/rules', { ...fields, customer_id: id, actions })
  expect(first.status).toBe(201)
  await operator(
    `insert into rules (tenant_id, customer_id, name, description, trigger_event, actions, priority)
     select r.tenant_id, case when n < 200 then r.customer_id end, r.name, r.description, r.trigger_event, r.actions,
            n % 7
       from rules r, generate_series(1, 399) n where r.id = $1`,
    [first.body.id],
  )
  const expected = await operator(
    'select id::text from rules where tenant_id = $1 order by priority desc, created_at, rules.id',
    [tenant.id],
  )
  const trips = await tripsOf(async () => {
    const { status, body } = await tenant.get(`/v1/customers/${id}/rules`)
    expect(status).toBe(200)
    expect(body.rules.map((rule: { id: string }) => rule.id)).toEqual(expected.map((row) => row.id))
  })
  // The first request exceeds the limit of the database endpoint, and the last part is empty.
  expect(trips).toBe(4)
})
