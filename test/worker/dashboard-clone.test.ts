import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

async function newSource() {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ company_name: 'Steve', email: 'steve@plumbing.example', industry: 'plumbing' })
  const visitor = await visitorOf(tenant)
  return { tenant, id, at: `/dashboard/customers/${id}/clone`, ...visitor }
}

test('the page offers the setup of the source, but not its name, email or external id', async () => {
  const { get, at } = await newSource()
  const { status, body } = await get(at)
  expect(status).toBe(200)
  expect(body).toContain('value="plumbing"')
  expect(body).not.toContain('Check addresses')
  expect(body).not.toMatch(/value="(Steve|steve@plumbing.example)"|name="external_id"/)
})

test('the page opens at its top: no field below the rules takes the focus', async () => {
  const { get, at } = await newSource()
  expect((await get(at)).body).not.toMatch(/autofocus/)
  expect((await get('/dashboard/customers/new')).body).toMatch(/<input[^>]*autofocus/)
})

test('the page counts the metadata that is not copied', async () => {
  const { tenant, get, at, id } = await newSource()
  expect((await get(at)).body).toContain('0 entries')
  await tenant.patch(`/v1/customers/${id}`, { metadata: { plan: 'gold' } })
  expect((await get(at)).body).toContain('1 entry<')
})

test('the preview writes nothing and says what would be created', async () => {
  const { tenant, post, at } = await newSource()
  const { status, body } = await post(at, { company_name: 'Pete', step: 'check' })
  expect(status).toBe(200)
  expect(body).toContain('Pete would be created with 0 rules.')
  expect(body).toContain('value="Pete"')
  expect((await tenant.get('/v1/customers')).body.total).toBe(1)
})

test('the clone has the profile of the form; an emptied field is cleared', async () => {
  const { tenant, post, at } = await newSource()
  const { status, headers } = await post(at, { company_name: 'Pete', country_code: 'US' })
  expect(status).toBe(303)
  const id = headers.get('Location')?.split('/').at(-1)
  expect((await tenant.get(`/v1/customers/${id}`)).body).toMatchObject({
    ...{ company_name: 'Pete', email: null, industry: null, country_code: 'US' },
  })
})

test('a taken email is reported at its field with a link to its customer; what was typed stays', async () => {
  const { id, post, at } = await newSource()
  const { status, body } = await post(at, { company_name: 'Pete', email: 'steve@plumbing.example' })
  expect(status).toBe(409)
  expect(body).toContain('id="email-error"')
  expect(body).toContain(`<a href="/dashboard/customers/${id}">Open that customer</a>`)
  expect(body).toContain('value="Pete"')
})

describe('the rules of the source', () => {
  async function newSourceWithRules() {
    const source = await newSource()
    const { tenant, id } = source
    const create = async (name: string, rule_key: string | null) => {
      const rule = { name, rule_key, customer_id: id, trigger_event: 'call.missed', actions: [{ type: 'log_event' }] }
      return (await tenant.post('/v1/rules', rule)).body.id as string
    }
    const keyed = await create('Keyed', 'keyed')
    const keyless = await create('Without a key', null)
    const other = await create('Also without', null)
    const clone = async (fields: [string, string][]) => {
      const { status, headers } = await source.post(source.at, [['company_name', 'Pete'], ...fields])
      const copy = headers.get('Location')?.split('/').at(-1)
      const { rules } = (await tenant.get(`/v1/rules?customer_id=${copy}`)).body
      return { status, names: rules?.map(({ name }: { name: string }) => name).sort() }
    }
    return { ...source, create, keyed, keyless, other, clone }
  }
  const ticked = (...ids: string[]) => ids.map((id): [string, string] => ['rule', id])

  test('can each be chosen, also without a key', async () => {
    const { get, at, keyed, keyless, other, clone } = await newSourceWithRules()
    const { body } = await get(at)
    expect(body).toContain('3 of 3 will be copied')
    expect(body).toContain('Check addresses and other values in the copies')
    for (const id of [keyed, keyless, other]) {
      expect(body).toContain(`<input type="checkbox" name="rule" value="${id}" checked`)
    }
    expect(await clone(ticked(keyless))).toEqual({ status: 303, names: ['Without a key'] })
    expect(await clone([])).toEqual({ status: 303, names: [] })
  })

  test('are not copied if they were added after the page was opened', async () => {
    const { keyed, keyless, other, create, clone } = await newSourceWithRules()
    await create('New', null)
    const names = ['Also without', 'Keyed', 'Without a key']
    expect(await clone(ticked(keyed, keyless, other))).toEqual({ status: 303, names })
  })

  test('are named if they no longer exist, and the others stay as they were chosen', async () => {
    const { tenant, post, at, keyed, keyless, other } = await newSourceWithRules()
    await tenant.delete(`/v1/rules/${other}`)
    const { status, body } = await post(at, [['company_name', 'Pete'], ...ticked(keyed, other)])
    expect(status).toBe(422)
    expect(body).toContain('id="rule_ids"')
    expect(body).toContain(`value="${keyed}" checked`)
    expect(body).not.toContain(`value="${keyless}" checked`)
    expect(body).toContain('1 of 2 will be copied')
  })
})

test('an id in the address cannot lead to another operation', async () => {
  const { tenant, post } = await newSource()
  const other = await tenant.customer()
  await tenant.delete(`/v1/customers/${other.id}`)
  for (const id of [`${other.id}%2Frestore%3F`, `a%2F..%2F${other.id}%2Frestore%3F`, '..%2F..%2Frules%3F']) {
    const { status } = await post(`/dashboard/customers/${id}/clone`, { company_name: 'Pete' })
    expect([id, status]).toEqual([id, 422])
  }
  expect((await tenant.get('/v1/customers')).body.total).toBe(1)
})
