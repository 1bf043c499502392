import { expect, test } from 'vitest'
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
  expect(body).not.toMatch(/value="(Steve|steve@plumbing.example)"|name="external_id"/)
})

test('the preview writes nothing and says what would be created', async () => {
  const { tenant, post, at } = await newSource()
  const { status, body } = await post(at, { listed: '0', company_name: 'Pete', step: 'check' })
  expect(status).toBe(200)
  expect(body).toContain('Would create Pete with 0 rules')
  expect(body).toContain('value="Pete"')
  expect((await tenant.get('/v1/customers')).body.total).toBe(1)
})

test('the clone has the profile of the form; an emptied field is cleared', async () => {
  const { tenant, post, at } = await newSource()
  const { status, headers } = await post(at, { listed: '0', company_name: 'Pete', country_code: 'US' })
  expect(status).toBe(303)
  const id = headers.get('Location')?.split('/').at(-1)
  expect((await tenant.get(`/v1/customers/${id}`)).body).toMatchObject({
    ...{ company_name: 'Pete', email: null, industry: null, country_code: 'US' },
  })
})

test('a taken email is reported at its field, and the form keeps what was typed', async () => {
  const { post, at } = await newSource()
  const { status, body } = await post(at, { listed: '0', company_name: 'Pete', email: 'steve@plumbing.example' })
  expect(status).toBe(409)
  expect(body).toContain('id="email-error"')
  expect(body).toContain('value="Pete"')
})

test('rules without a key need all other rules', async () => {
  const { tenant, post, at } = await newSource()
  const { status, body } = await post(at, { listed: '2', rule: 'a', keyless: 'on', company_name: 'Pete' })
  expect(status).toBe(422)
  expect(body).toContain('Rules without a key can be copied only together with all other rules.')
  expect((await tenant.get('/v1/customers')).body.total).toBe(1)
})
