import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { absentId, newTenant } from './harness.ts'

const AT = '/dashboard/audit-log'

describe('the audit log', () => {
  test('shows every changed field before and after, and who changed it', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    await tenant.patch(`/v1/customers/${id}`, { company_name: 'Steve the Plumber' })
    const { get } = await visitorOf(tenant)
    const { body } = await get(`${AT}?operation=updateCustomer`)
    expect(body).toContain('Update customer')
    expect(body).toMatch(/Company name<\/td><td[^>]*>Steve<\/td><td[^>]*>Steve the Plumber<\/td>/)
  })

  test('finds the changes of a pasted request id, and ignores empty filters', async () => {
    const tenant = await newTenant()
    await tenant.customer({ company_name: 'Somebody else' })
    const { post, get } = await visitorOf(tenant)
    await post('/dashboard/customers', { company_name: 'Pete' }, { headers: { 'X-Request-Id': 'pasted-1' } })
    const { body } = await get(`${AT}?request_id=+pasted-1+&resource_type=&since=&until=&operation=&resource_id=`)
    expect(body).toContain('Pete')
    expect(body).not.toContain('Somebody else')
    expect((await get(`${AT}?request_id=other`)).body).toContain('Nothing found')
  })

  test('does not mention filters if none is set', async () => {
    const { get } = await visitorOf(await newTenant())
    const { body } = await get(AT)
    expect(body).toContain('No changes yet')
    expect(body).not.toMatch(/these filters|Show all changes/)
    expect((await get(`${AT}?request_id=other`)).body).toContain('No change matches all of these filters')
  })

  test('filters by resource, key and day', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const { get } = await visitorOf(tenant)
    const today = new Date().toISOString().slice(0, 10)
    const found = async (query: string) => (await get(`${AT}?${query}`)).body.includes('Steve')
    expect(await found(`resource_type=customer&resource_id=${id}`)).toBe(true)
    expect(await found(`actor_key_id=${absentId()}`)).toBe(false)
    expect(await found('until=2020-01-01')).toBe(false)
    expect(await found(`since=2020-01-01&until=${today}`)).toBe(true)
  })

  test('names the resource of a change that does not contain its name', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    await tenant.patch(`/v1/customers/${id}`, { country_code: 'DE' })
    const { get } = await visitorOf(tenant)
    expect((await get(`${AT}?operation=updateCustomer`)).body).toContain('<small>Steve, by the key')
  })

  test('shows fields only to a key that can read the resource', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    await tenant.patch(`/v1/customers/${id}`, { country_code: 'DE' })
    const live = await tenant.key({ scopes: ['audit-log:read'] })
    const { get } = await visitorOf({ ...tenant, keys: { ...tenant.keys, live } } as never)
    const { body } = await get(AT)
    expect(body).toContain('cannot read the fields')
    expect(body).not.toContain('Steve')
  })
})
