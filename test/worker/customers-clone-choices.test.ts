import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const SETUP = {
  industry: 'plumbing',
  country_code: 'US',
  currency: 'USD',
  locale: 'en-US',
  timezone: 'America/New_York',
}
const OTHER = { industry: 'heating', country_code: 'DE', currency: 'EUR', locale: 'de-DE', timezone: 'Europe/Berlin' }
const NAMES = Object.keys(SETUP) as (keyof typeof SETUP)[]

const clone = (tenant: Tenant, id: string, fields: object = {}) =>
  tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete', ...fields })
const read = async (tenant: Tenant, id: string) => (await tenant.get(`/v1/customers/${id}`)).body
const allRows = async (tenant: Tenant) =>
  Promise.all(
    ['customers', 'rules', 'audit_log'].map((table) =>
      operator(`select to_jsonb(t)::text as row from ${table} t where tenant_id = $1 order by id`, [tenant.id]),
    ),
  )

/** A customer with rules a, b, c and one without a key, a tenant default d, and a rule e of another customer. */
async function withSteve() {
  const tenant = await newTenant()
  const own = { company_name: 'Steve', email: 'steve@x.example', external_id: 'steve', metadata: { plan: 'gold' } }
  const { id } = await tenant.customer({ ...own, ...SETUP })
  const rules: Record<string, string> = {}
  const rule = (customer_id: string | null, rule_key: string | null) =>
    tenant.row('rules', { customer_id, rule_key, name: `rule ${rule_key}`, trigger_event: 'call.missed' })
  for (const key of ['a', 'b', 'c']) rules[key] = await rule(id, key)
  rules.keyless = await rule(id, null)
  await rule(null, 'd')
  await rule((await tenant.customer()).id, 'e')
  return { tenant, id, rules }
}

const copiesOf = (tenant: Tenant, id: string) =>
  operator('select id::text, rule_key from rules where tenant_id = $1 and customer_id = $2 order by rule_key', [
    ...[tenant.id, id],
  ])

describe('overrides', () => {
  test.each(NAMES)('%s is overridden and all other fields are copied', async (name) => {
    const { tenant, id } = await withSteve()
    const { status, body } = await clone(tenant, id, { [name]: OTHER[name] })
    expect(status).toBe(201)
    expect(await read(tenant, body.id)).toMatchObject({ ...SETUP, [name]: OTHER[name] })
  })

  test.each(NAMES.flatMap((name) => [null, ' '].map((value) => [name, value] as const)))(
    '%s %j clears it',
    async (name, value) => {
      const { tenant, id } = await withSteve()
      const { body } = await clone(tenant, id, { [name]: value })
      expect(await read(tenant, body.id)).toMatchObject({ ...SETUP, [name]: null })
    },
  )

  test('can be set all at once, in any spelling; email, external id and metadata are never copied', async () => {
    const { tenant, id } = await withSteve()
    const sent = {
      industry: ' heating ',
      country_code: 'de',
      currency: 'eur',
      locale: 'DE-de',
      timezone: 'europe/berlin',
    }
    const { body } = await clone(tenant, id, sent)
    const found = await read(tenant, body.id)
    expect(found).toMatchObject({ ...OTHER, email: null, external_id: null, metadata: {} })
    expect(await read(tenant, id)).toMatchObject(SETUP)
  })

  test.each([
    [{ country_code: 'ZZ' }, 'country_code value_error'],
    [{ currency: 5 }, 'currency string_type'],
    [{ locale: 'x' }, 'locale value_error'],
    [{ timezone: '+01:00' }, 'timezone value_error'],
    [{ industry: 'x'.repeat(101) }, 'industry string_too_long'],
    [{ external_id: 'x' }, 'external_id extra_forbidden'],
    [{ metadata: {} }, 'metadata extra_forbidden'],
    [{ include_archived: true }, 'include_archived extra_forbidden'],
    [{ dry_run: 'true' }, 'dry_run bool_parsing'],
    [{ rule_keys: 'a' }, 'rule_keys list_type'],
    [{ rule_keys: [5] }, 'rule_keys.0 string_type'],
    [{ rule_keys: ['a', ' '] }, 'rule_keys.1 string_too_short'],
    [{ rule_keys: ['x'.repeat(101)] }, 'rule_keys.0 string_too_long'],
    [{ rule_keys: Array(1001).fill('a') }, 'rule_keys too_long'],
    [{ rule_keys: ['z'] }, 'rule_keys value_error'],
    [{ rule_keys: ['a', 'A'] }, 'rule_keys value_error'],
    [{ rule_keys: ['d'] }, 'rule_keys value_error'],
    [{ rule_keys: ['e'] }, 'rule_keys value_error'],
    [{ rule_keys: ['a'], clone_rules: false }, 'rule_keys value_error'],
    [{ rule_ids: 'a' }, 'rule_ids list_type'],
    [{ rule_ids: ['a'] }, 'rule_ids.0 uuid_parsing'],
    [{ rule_ids: [absentId()] }, 'rule_ids value_error'],
    [{ rule_ids: Array(1001).fill(absentId()) }, 'rule_ids too_long'],
    [{ rule_ids: [], clone_rules: false }, 'rule_ids value_error'],
    [{ source_customer_id: absentId() }, 'source_customer_id value_error'],
    [{ source_customer_id: 5 }, 'source_customer_id string_type'],
  ])('%j is rejected, also with dry_run, and nothing is written: %s', async (fields, error) => {
    const { tenant, id } = await withSteve()
    const before = await allRows(tenant)
    const responses = [await clone(tenant, id, fields), await clone(tenant, id, { dry_run: true, ...fields })]
    for (const response of responses) expect(validationErrors(response)).toEqual([`body.${error}`])
    expect(await allRows(tenant)).toEqual(before)
  })
})

describe('rule_keys', () => {
  test.each([
    [['a'], 'a'],
    [['c', 'a'], 'ac'],
    [['a', 'a', ' a '], 'a'],
    [[], ''],
    [['a', 'b', 'c'], 'abc'],
  ])('%j copies only these rules', async (rule_keys, copied) => {
    const { tenant, id, rules } = await withSteve()
    const { status, body } = await clone(tenant, id, { rule_keys })
    expect([status, body.rules_cloned]).toEqual([201, copied.length])
    const copies = await copiesOf(tenant, body.id)
    expect(copies.map(({ rule_key }) => rule_key).join('')).toBe(copied)
    expect(body.rule_ids).toEqual(Object.fromEntries(copies.map((copy) => [rules[String(copy.rule_key)], copy.id])))
  })

  test('null or absent copies all rules and maps each rule to its copy', async () => {
    for (const fields of [{}, { rule_keys: null }]) {
      const { tenant, id, rules } = await withSteve()
      const { body } = await clone(tenant, id, fields)
      const copies = await copiesOf(tenant, body.id)
      expect(body.rule_ids).toEqual(
        Object.fromEntries(copies.map((copy) => [rules[String(copy.rule_key ?? 'keyless')], copy.id])),
      )
      expect(Object.keys(body.rule_ids).sort()).toEqual(Object.values(rules).sort())
    }
  })

  test('with clone_rules false, no rule is copied and rule_ids is empty', async () => {
    const { tenant, id } = await withSteve()
    const { body } = await clone(tenant, id, { clone_rules: false, rule_keys: null })
    expect(body).toMatchObject({ rules_cloned: 0, rule_ids: {} })
  })

  test('an unknown key is named in the response, unless the source itself is missing', async () => {
    const { tenant, id } = await withSteve()
    const { body } = await clone(tenant, id, { rule_keys: ['a', 'zz"z'] })
    expect(body.detail[0].msg).toContain(JSON.stringify('zz"z'))
    expect(body.detail[0].msg).not.toContain('"a"')
    expect((await clone(tenant, absentId(), { rule_keys: ['zz'] })).status).toBe(404)
  })
})

describe('dry_run', () => {
  test('returns the expected clone and writes to no table', async () => {
    const { tenant, id, rules } = await withSteve()
    const before = await allRows(tenant)
    const fields = { email: 'Pete@x.example', currency: 'eur', timezone: null, rule_keys: ['c', 'a'] }
    const { status, headers, body } = await clone(tenant, id, { dry_run: true, ...fields })
    expect([status, headers.get('Location')]).toEqual([200, null])
    expect(body).toEqual({
      ...{ dry_run: true, company_name: 'Pete', email: 'Pete@x.example', ...SETUP, currency: 'EUR', timezone: null },
      rules_cloned: 2,
      rules: ['a', 'c'].map((key) => ({ id: rules[key], rule_key: key, name: `rule ${key}` })),
    })
    expect(await allRows(tenant)).toEqual(before)

    const cloned = await clone(tenant, id, { dry_run: false, ...fields })
    expect(await read(tenant, cloned.body.id)).toMatchObject({ ...SETUP, currency: 'EUR', timezone: null })
    expect(Object.keys(cloned.body.rule_ids).sort()).toEqual([rules.a, rules.c].sort())
  })

  test('is rejected like the clone itself: missing source, taken email', async () => {
    const { tenant, id } = await withSteve()
    expect((await clone(tenant, absentId(), { dry_run: true })).status).toBe(404)
    for (const dry_run of [true, false]) {
      const { status, body } = await clone(tenant, id, { dry_run, email: 'STEVE@x.example' })
      expect([status, body.code, body.existing_customer_id]).toEqual([409, 'email_taken', id])
    }
  })
})

test('of 10 concurrent clones with the same email, one is created and the others name it', async () => {
  const { tenant, id } = await withSteve()
  const responses = await Promise.all(Array.from({ length: 10 }, () => clone(tenant, id, { email: 'pete@x.example' })))
  const [winner, ...more] = responses.filter(({ status }) => status === 201)
  expect(more).toEqual([])
  for (const { status, body } of responses.filter((response) => response !== winner)) {
    expect([status, body.code, body.existing_customer_id]).toEqual([409, 'email_taken', winner?.body.id])
  }
})
