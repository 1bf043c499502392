import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ApiResponse, absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const RULE = { trigger_event: 'call.missed', actions: '[{"type":"notify"}]' }
const rule = (tenant: Tenant, name: string, fields: object = {}) => tenant.row('rules', { ...RULE, name, ...fields })
const effective = (tenant: Pick<Tenant, 'get'>, id: string, query = '') =>
  tenant.get(`/v1/customers/${id}/rules${query}`)
const names = ({ body }: ApiResponse): string[] => body.rules.map(({ name }: { name: string }) => name)

test('a customer without rules in a tenant without defaults has no effective rules', async () => {
  const tenant = await newTenant()
  const { status, body } = await effective(tenant, (await tenant.customer()).id)
  expect([status, body]).toEqual([200, { rules: [] }])
})

test('an unknown customer returns 404, even in a tenant with defaults', async () => {
  const tenant = await newTenant()
  await rule(tenant, 'default')
  expect(await effective(tenant, absentId())).toMatchObject({ status: 404, body: { code: 'not_found' } })
})

test('only the customer’s rules and the defaults are effective, each as a single read returns it', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()]
  const [steve, iqm, othersCustomer] = [await tenant.customer(), await tenant.customer(), await other.customer()]
  const ids = [await rule(tenant, 'own', { customer_id: steve.id }), await rule(tenant, 'default')]
  await rule(tenant, 'of another customer', { customer_id: iqm.id })
  await rule(other, 'of another tenant', { customer_id: othersCustomer.id })
  await rule(other, 'default of another tenant')

  const { body } = await effective(tenant, steve.id)
  expect(body.rules.map(({ id }: { id: string }) => id)).toEqual(ids)
  for (const found of body.rules) expect((await tenant.get(`/v1/rules/${found.id}`)).body).toEqual(found)
})

describe('a customer rule and a default with the same key', () => {
  test('the customer rule overrides the default, only for this customer', async () => {
    const tenant = await newTenant()
    const [steve, iqm] = [await tenant.customer(), await tenant.customer()]
    await rule(tenant, 'default', { rule_key: 'missed-call' })
    await rule(tenant, 'own', { rule_key: 'missed-call', customer_id: steve.id })
    expect(names(await effective(tenant, steve.id))).toEqual(['own'])
    expect(names(await effective(tenant, iqm.id))).toEqual(['default'])
  })

  test('keys are compared exactly, and rules without a key override nothing', async () => {
    const tenant = await newTenant()
    const { id: customer_id } = await tenant.customer()
    for (const rule_key of ['missed-call', null]) await rule(tenant, `default ${rule_key}`, { rule_key })
    for (const rule_key of ['Missed-call', null]) await rule(tenant, `own ${rule_key}`, { rule_key, customer_id })
    expect(names(await effective(tenant, customer_id))).toHaveLength(4)
  })

  test('an inactive customer rule disables the default', async () => {
    const tenant = await newTenant()
    const { id: customer_id } = await tenant.customer()
    await rule(tenant, 'default', { rule_key: 'missed-call' })
    await rule(tenant, 'own', { rule_key: 'missed-call', customer_id, is_active: false })
    expect(names(await effective(tenant, customer_id))).toEqual(['own'])
    expect(names(await effective(tenant, customer_id, '?active_only=true'))).toEqual([])
  })

  test('the default is effective again after the customer rule is deleted', async () => {
    const tenant = await newTenant()
    const { id: customer_id } = await tenant.customer()
    await rule(tenant, 'default', { rule_key: 'missed-call' })
    const id = await rule(tenant, 'own', { rule_key: 'missed-call', customer_id })
    expect((await tenant.delete(`/v1/rules/${id}`)).status).toBe(204)
    expect(names(await effective(tenant, customer_id))).toEqual(['default'])
  })

  test('a clone of the customer has the same effective rules', async () => {
    const tenant = await newTenant()
    const { id: customer_id } = await tenant.customer()
    await rule(tenant, 'default', { rule_key: 'missed-call' })
    await rule(tenant, 'other default', { priority: 3 })
    await rule(tenant, 'own', { rule_key: 'missed-call', customer_id, is_active: false })
    const clone = { source_customer_id: customer_id, company_name: 'Pete' }
    const { body } = await tenant.post(`/v1/customers/${customer_id}/clone`, clone)
    expect(names(await effective(tenant, body.id))).toEqual(['other default', 'own'])
  })
})

test('active_only omits inactive customer rules and inactive defaults', async () => {
  const tenant = await newTenant()
  const { id: customer_id } = await tenant.customer()
  for (const is_active of [true, false]) {
    await rule(tenant, `default ${is_active}`, { is_active })
    await rule(tenant, `own ${is_active}`, { is_active, customer_id })
  }
  expect(names(await effective(tenant, customer_id, '?active_only=true'))).toEqual(['default true', 'own true'])
  expect(names(await effective(tenant, customer_id, '?active_only=false'))).toHaveLength(4)
  expect(validationErrors(await effective(tenant, customer_id, '?active_only=yes&page=2'))).toEqual([
    'query.active_only bool_parsing',
    'query.page extra_forbidden',
  ])
})

test('rules are sorted by highest priority, then oldest to the microsecond, then lowest id', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const at = (micros: number) => `2026-03-14T15:09:26.00000${micros}Z`
  const idOf = (place: number) => `00000000-0000-4000-8000-00000000000${place}`
  const rows = [
    ['f', { priority: 0, customer_id: id, created_at: at(1) }],
    ['e', { priority: 1, customer_id: null, created_at: at(3) }],
    ['d', { priority: 1, customer_id: id, created_at: at(2), id: idOf(4) }],
    ['c', { priority: 1, customer_id: null, created_at: at(2), id: idOf(3) }],
    ['b', { priority: 2, customer_id: id, created_at: at(9) }],
    ['a', { priority: 2, customer_id: null, created_at: at(8) }],
  ] as const
  for (const [name, fields] of rows) await rule(tenant, name, fields)
  expect(names(await effective(tenant, id)).join('')).toBe('abcdef')
})

test('four hundred rules of the maximum length are returned in one response', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const actions = JSON.stringify([{ type: 'notify', text: 'x'.repeat(16_000) }])
  for (const customer_id of [id, null]) {
    await operator(
      `insert into rules (tenant_id, customer_id, name, trigger_event, actions)
       select $1, $2, n, 'x', $3 from generate_series(1, 200) n`,
      [tenant.id, customer_id, actions],
    )
  }
  expect(names(await effective(tenant, id))).toHaveLength(400)
})

test('a customer-bound key reads the effective rules of its customer, and of no other', async () => {
  const tenant = await newTenant()
  const [own, other] = [await tenant.customer(), await tenant.customer()]
  await rule(tenant, 'default', { rule_key: 'one' })
  await rule(tenant, 'default two', { rule_key: 'two', priority: 1 })
  await rule(tenant, 'own', { rule_key: 'one', customer_id: own.id })
  const bound = tenant.as(await tenant.boundKey(own.id))
  expect((await effective(bound, own.id)).body).toEqual((await effective(tenant, own.id)).body)
  expect((await effective(bound, other.id)).status).toBe(404)
})

type Candidate = { own: boolean; key: string | null; priority: number; active: boolean }

/** The documented precedence, implemented again without SQL. */
function expectedRules(candidates: Candidate[], activeOnly: boolean): number[] {
  const own = candidates.filter((one) => one.own && one.key !== null).map(({ key }) => key)
  return candidates
    .map((one, place) => ({ ...one, place }))
    .filter((one) => (one.own || !own.includes(one.key)) && (one.active || !activeOnly))
    .sort((a, b) => b.priority - a.priority || a.place - b.place)
    .map(({ place }) => place)
}

test('any customer rules and defaults give the documented effective rules', async () => {
  const one = fc.record({
    own: fc.boolean(),
    key: fc.constantFrom(null, 'a', 'b', 'c'),
    priority: fc.nat(2),
    active: fc.boolean(),
  })
  // A key is used once by the customer and once among the defaults, and any number of rules have none.
  let withoutKey = 0
  const selector = ({ own, key }: Candidate) => (key === null ? ++withoutKey : `${own} ${key}`)
  const rules = fc.uniqueArray(one, { selector, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(rules, async (candidates) => {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      for (const [place, { own, key, priority, active }] of candidates.entries()) {
        const fields = { customer_id: own ? id : null, rule_key: key, priority, is_active: active }
        await rule(tenant, String(place), fields)
      }
      for (const activeOnly of [true, false]) {
        const found = names(await effective(tenant, id, `?active_only=${activeOnly}`)).map(Number)
        expect(found).toEqual(expectedRules(candidates, activeOnly))
      }
    }),
    { numRuns: 25 },
  )
})
