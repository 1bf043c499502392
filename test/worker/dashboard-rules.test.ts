import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

const RULE = { name: 'Call back', trigger_event: 'call.missed', conditions: '[]', actions: '[{"type":"notify"}]' }

describe('the rules', () => {
  test('are created as defaults or for a customer, and listed separately', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const { post, get } = await visitorOf(tenant)
    expect((await post('/dashboard/rules', RULE)).status).toBe(303)
    await post('/dashboard/rules', { ...RULE, name: 'Only Steve', customer_id: id })
    const defaults = (await get('/dashboard/rules')).body
    expect(defaults).toContain('Call back')
    expect(defaults).not.toContain('Only Steve')
    expect((await get(`/dashboard/rules?customer_id=${id}`)).body).toContain('Only Steve')
  })

  test('one with invalid JSON is not created, and the form keeps what was typed', async () => {
    const { post } = await visitorOf(await newTenant())
    const { status, body } = await post('/dashboard/rules', { ...RULE, actions: '[{' })
    expect(status).toBe(422)
    expect(body).toContain('href="#actions"')
    expect(body).toContain('value="Call back"')
  })

  test('one is edited, and deleted after its consequences are named', async () => {
    const tenant = await newTenant()
    const { post, get } = await visitorOf(tenant)
    const at = (await post('/dashboard/rules', RULE)).headers.get('Location') ?? ''
    await post(at, { ...RULE, name: 'Text back', priority: '7', is_active: 'true' })
    expect((await tenant.get('/v1/rules')).body.rules).toMatchObject([{ name: 'Text back', priority: 7 }])
    expect((await get(at)).body).toContain('no longer applies to any customer')
    await post(`${at}/delete`, {})
    expect((await tenant.get('/v1/rules')).body.total).toBe(0)
  })
})
