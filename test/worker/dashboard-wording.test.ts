import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

describe('a country in a form', () => {
  test('is not cut off by the browser: “Germany” is rejected with the code to use, and stays in the form', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const { get, post } = await visitorOf(tenant)
    const [list, at] = ['/dashboard/customers', `/dashboard/customers/${id}`]
    for (const [page, form] of [
      [`${list}/new`, list],
      [`${at}?edit=profile`, at],
      [`${at}/clone`, `${at}/clone`],
    ] as const) {
      const [input] = /<input[^>]* name="country_code"[^>]*>/.exec((await get(page)).body) ?? []
      expect(input).toContain('list="country_code-list"')
      expect(input).not.toContain('maxlength')
      const { status, body } = await post(form, { company_name: 'Pete', country_code: 'Germany', was: '{}' })
      expect(status).toBe(422)
      expect(body).toContain('Country: Use the two-letter code of the country, such as DE for Germany')
      expect(body).toContain('value="Germany"')
    }
  })
})

test('a taken email or external id is reported without the words of the API', async () => {
  const tenant = await newTenant()
  await tenant.customer({ email: 'steve@plumbing.example', external_id: 'crm-1' })
  const { post } = await visitorOf(tenant)
  const email = await post('/dashboard/customers', { email: 'steve@plumbing.example' })
  expect(email.body).toContain('Another customer already has this email.')
  const ownId = await post('/dashboard/customers', { external_id: 'crm-1' })
  expect(ownId.body).toContain('Another customer already has this external id.')
})

test('a taken rule key is reported at its field', async () => {
  const tenant = await newTenant()
  const rule = { name: 'Call back', trigger_event: 'call.missed', rule_key: 'a', actions: [{ type: 'notify' }] }
  await tenant.post('/v1/rules', rule)
  const { post } = await visitorOf(tenant)
  const fields = { name: 'Text back', trigger_event: 'call.missed', rule_key: 'a', action_base: '{}' }
  const { status, body } = await post('/dashboard/rules', { ...fields, action_type: 'notify' })
  expect(status).toBe(409)
  expect(body).toContain('<a href="#rule_key">Key: Another rule already has this key.</a>')
})

test('a customer that is archived is reported without parameters of the API', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer({})
  await tenant.delete(`/v1/customers/${id}`)
  const { post } = await visitorOf(tenant)
  const { body } = await post('/dashboard/instances', { customer_id: id })
  expect(body).toContain('The customer is archived. Restore it first.')
  expect(body).not.toContain('include_archived')
})

describe('an error is shown in the words of staff', () => {
  const FORMS: [string, string, Record<string, string>, string][] = [
    ['a number', '/dashboard/rules', { priority: 'high' }, 'Priority: Enter a whole number'],
    ['a missing value', '/dashboard/rules', { name: '' }, 'Name: Enter a value'],
    ['a long text', '/dashboard/customers', { industry: 'x'.repeat(101) }, 'Industry: Use at most 100 characters'],
    ['an email', '/dashboard/customers', { email: 'steve' }, 'Email: Use an email address, such as'],
    ['no scope', '/dashboard/api-keys', { name: 'New' }, 'Scopes: Add at least 1'],
    [
      'the customer of an admin key',
      '/dashboard/api-keys',
      { scopes: 'customers:read', customer_id: crypto.randomUUID() },
      'Customer id: Only a key with the role Customer has a customer id',
    ],
    [
      'an event',
      '/dashboard/rules',
      { trigger_event: 'Call missed' },
      'Event: Use lower-case letters, digits, periods and underscores, such as call.missed',
    ],
  ]
  test.for(FORMS)('%s', async ([, at, fields, words]) => {
    const { post } = await visitorOf(await newTenant())
    const { status, body } = await post(at, fields)
    expect(status).toBe(422)
    expect(body).toContain(words)
    expect(body).not.toMatch(/(String|Input|List) should/)
  })

  test('in the rows of an import', async () => {
    const { post } = await visitorOf(await newTenant())
    const csv = `name,email,industry\nSteve,steve,${'x'.repeat(101)}\n`
    const { body } = await post('/dashboard/customers/import', { csv })
    expect(body).toContain('Industry: Use at most 100 characters')
    expect(body).not.toMatch(/(String|Input|List) should/)
  })

  test('in the address of a page', async () => {
    const { get } = await visitorOf(await newTenant())
    const { status, body } = await get('/dashboard/customers?per_page=1000000')
    expect(status).toBe(422)
    expect(body).toContain('per_page: ')
    expect(body).not.toMatch(/(String|Input|List) should/)
  })
})
