import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

describe('an error is shown in the words of staff', () => {
  const FORMS: [string, string, Record<string, string>, string][] = [
    ['a number', '/dashboard/rules', { priority: 'high' }, 'Priority: Enter a whole number'],
    ['a missing value', '/dashboard/rules', { name: '' }, 'Name: Enter a value'],
    ['a long text', '/dashboard/customers', { industry: 'x'.repeat(101) }, 'Industry: Use at most 100 characters'],
    ['an email', '/dashboard/customers', { email: 'steve' }, 'Email: Must be an email address with a dot'],
    ['no scope', '/dashboard/api-keys', { name: 'New' }, 'Scopes: At least 1 is needed'],
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
