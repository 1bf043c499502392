import { describe, expect, test } from 'vitest'
import { newTenant, type Tenant, validationErrors } from './harness.ts'

const clone = (tenant: Tenant, id: string, fields: object = {}) =>
  tenant.post(`/v1/customers/${id}/clone`, { company_name: 'Pete', ...fields })

/** A customer with a rule with the key a, and one without a key. */
async function withSteve() {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const rule = (rule_key: string | null) =>
    tenant.row('rules', { customer_id: id, rule_key, name: 'A rule', trigger_event: 'call.missed' })
  return { tenant, id, rules: { a: await rule('a'), keyless: await rule(null) } }
}

describe('rule_ids', () => {
  test('copy rules without a key, in any case, and add to rule_keys', async () => {
    const { tenant, id, rules } = await withSteve()
    const keyless = String(rules.keyless)
    for (const [fields, copied] of [
      [{ rule_ids: [keyless.toUpperCase(), keyless] }, [keyless]],
      [{ rule_ids: [keyless], rule_keys: ['a'] }, [keyless, rules.a]],
      [{ rule_ids: [rules.a], rule_keys: ['a'] }, [rules.a]],
      [{ rule_ids: [rules.a], rule_keys: null }, [rules.a]],
      [{ rule_ids: [] }, []],
    ] as const) {
      const { status, body } = await clone(tenant, id, fields)
      expect([status, Object.keys(body.rule_ids).sort()]).toEqual([201, [...copied].sort()])
    }
  })

  test('that are not rules of the source are named, like unknown keys', async () => {
    const { tenant, id } = await withSteve()
    const other = await tenant.customer()
    const theirs = await tenant.row('rules', { customer_id: other.id, name: 'r', trigger_event: 'x' })
    const shared = await tenant.row('rules', { name: 'r', trigger_event: 'x' })
    const response = await clone(tenant, id, { rule_ids: [theirs, shared], rule_keys: ['zz'] })
    expect(validationErrors(response)).toEqual(['body.rule_ids value_error', 'body.rule_keys value_error'])
    const { msg } = response.body.detail.find(({ loc }: { loc: string[] }) => loc[1] === 'rule_ids')
    for (const one of [theirs, shared]) expect(msg).toContain(one)
  })
})

test.each([[undefined], [null]])('source_customer_id may be %s', async (source_customer_id) => {
  const { tenant, id } = await withSteve()
  expect((await clone(tenant, id, { source_customer_id })).body).toMatchObject({ company_name: 'Pete' })
})
