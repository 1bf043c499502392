import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'
import { action, condition, decoded, fieldsIn, newVisitor, RULE } from './rule-forms.ts'

describe('the rules', () => {
  test('are created as defaults or for a customer, and listed separately', async () => {
    const { tenant, post, get } = await newVisitor()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const rule = [...RULE, ...action(0, 'notify')]
    expect((await post('/dashboard/rules', rule)).status).toBe(303)
    await post('/dashboard/rules', [...rule.slice(1), ['name', 'Only Steve'], ['customer_id', id]])
    const defaults = (await get('/dashboard/rules')).body
    expect(defaults).toContain('Call back')
    expect(defaults).not.toContain('Only Steve')
    expect((await get(`/dashboard/rules?customer_id=${id}`)).body).toContain('Only Steve')
    // Narrow screens have no room for the column of customers.
    const all = (await get('/dashboard/rules?all=true')).body
    expect(all).toMatch(/Only Steve<\/a><small class="narrow">Steve<\/small>/)
    expect(all).toMatch(/Call back<\/a><small class="narrow">All customers<\/small>/)
  })

  test('are written as rows, without JSON', async () => {
    const { post, rules } = await newVisitor()
    const { status } = await post('/dashboard/rules', [
      ...RULE,
      ...condition('urgency', 'gte', '4'),
      ...condition('zip', 'eq', '"04109"'),
      ...condition('language', 'in', 'de, "a, b", 7'),
      ...condition('phone', 'missing', ''),
      ...condition('', 'eq', ''),
      ...action(0, 'notify', { channel: 'phone', text: 'Hello,\r\nwe call back.', retry: 'true' }),
      ...action(1, 'log_event', { tags: 'missed, urgent' }, 'list'),
      ...action(2, ''),
    ])
    expect(status).toBe(303)
    expect(await rules()).toMatchObject([
      {
        conditions: [
          { field: 'urgency', operator: 'gte', value: 4 },
          { field: 'zip', operator: 'eq', value: '04109' },
          { field: 'language', operator: 'in', value: ['de', 'a, b', 7] },
          { field: 'phone', operator: 'exists', value: false },
        ],
        actions: [
          { type: 'notify', channel: 'phone', text: 'Hello,\nwe call back.', retry: true },
          { type: 'log_event', tags: ['missed', 'urgent'] },
        ],
      },
    ])
  })

  test('one that is not valid is not created, and the form keeps what was typed and names the rows', async () => {
    const { post, rules } = await newVisitor()
    const { status, body } = await post('/dashboard/rules', [
      ...RULE,
      ...condition('', 'eq', ''),
      ...condition('urgency', 'eq', ''),
      ...action(0, 'notify', { channel: 'x' }),
    ])
    expect(status).toBe(422)
    expect(body).toContain('<a href="#condition-2">Condition 2: Value: Enter a value</a>')
    expect(body).toContain('value="Call back"')
    expect(body).toContain('value="urgency"')
    const twice = await post('/dashboard/rules', [
      ...RULE,
      ...action(0, 'notify', { type: 'x' }),
      ...action(1, '', { to: '' }),
    ])
    expect(twice.status).toBe(422)
    expect(twice.body).toContain('Action 1: The setting “type” occurs twice')
    expect(twice.body).toContain('Action 2: Choose an action')
    expect(await rules()).toEqual([])
  })

  test('one is edited, and deleted after its consequences are named', async () => {
    const { tenant, post, get, rules } = await newVisitor()
    const at = (await post('/dashboard/rules', [...RULE, ...action(0, 'notify')])).headers.get('Location') ?? ''
    const fields = fieldsIn((await get(at)).body).filter(([name]) => name !== 'name' && name !== 'priority')
    await post(at, [...fields, ['name', 'Text back'], ['priority', '7']])
    expect(await rules()).toMatchObject([{ name: 'Text back', priority: 7 }])
    expect((await get(at)).body).toContain('no longer apply to any customer')
    await post(`${at}/delete`, {})
    expect((await tenant.get('/v1/rules')).body.total).toBe(0)
  })

  test('rows are added, removed and moved by buttons, which save nothing', async () => {
    const { post, rules } = await newVisitor()
    const rows = [...RULE, ...condition('a', 'eq', '1'), ...action(0, 'notify'), ...action(1, 'log_event')]
    const press = async (command: string) => {
      const { status, body } = await post('/dashboard/rules', [...rows, ['do', command]])
      expect(status).toBe(200)
      expect(body).not.toContain('role="alert"')
      const fields = fieldsIn(body)
      const all = (name: string) => fields.filter(([one]) => one === name).map(([, value]) => value)
      return { fields: all('condition_field'), types: all('action_type'), settings: all('action1_path').length }
    }
    const same = { fields: ['a'], types: ['notify', 'log_event'], settings: 0 }
    expect(await press('add condition')).toEqual({ ...same, fields: ['a', ''] })
    expect(await press('remove condition 0')).toEqual({ ...same, fields: [] })
    expect(await press('add setting 1')).toEqual({ ...same, settings: 1 })
    expect(await press('raise action 1')).toEqual({ ...same, types: ['log_event', 'notify'] })
    expect(await press('remove action 0')).toEqual({ ...same, types: ['log_event'] })
    expect((await press('add action')).types).toEqual(['notify', 'log_event', ''])
    expect(await rules()).toEqual([])
  })
})

describe('the rules of a customer', () => {
  const DEFAULT = { name: 'Default', rule_key: 'missed', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }

  test('are linked from its page, where a default with a key is overridden or suppressed', async () => {
    const { tenant, get, post } = await newVisitor()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const { body: rule } = await tenant.post('/v1/rules', DEFAULT)
    await tenant.post('/v1/rules', { ...DEFAULT, name: 'Keyless', rule_key: null })
    const page = (await get(`/dashboard/customers/${id}`)).body
    const suppress = `/dashboard/rules/new?customer_id=${id}&amp;from=${rule.id}&amp;suppress=true`
    expect(page).toContain(`href="/dashboard/rules/${rule.id}"`)
    expect(page).toContain(`href="/dashboard/rules?customer_id=${id}"`)
    expect(page).toContain(`href="/dashboard/rules/new?customer_id=${id}"`)
    expect(page).toContain(suppress)
    expect(page.match(/>Override</g)).toHaveLength(1)
    const form = (await get(decoded(suppress))).body
    expect(form).toContain('the default does not apply to Steve')
    expect((await post('/dashboard/rules', fieldsIn(form))).status).toBe(303)
    expect((await tenant.get(`/v1/customers/${id}/rules?active_only=true`)).body.rules).toMatchObject([
      { name: 'Keyless' },
    ])
    expect((await get(`/dashboard/customers/${id}`)).body).toContain('inactive, and suppresses')
  })

  test('lead back to the page of the customer, and defaults to the rules, also after they are deleted', async () => {
    const { tenant, get, post } = await newVisitor()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const { body: own } = await tenant.post('/v1/rules', { ...DEFAULT, customer_id: id })
    const { body: byDefault } = await tenant.post('/v1/rules', DEFAULT)
    const back = async (rule: string) => {
      const at = `/dashboard/rules/${rule}`
      const { body } = await get(at)
      const links = body.matchAll(/class="path" href="([^"]*)"|class="button" href="([^"]*)">Cancel<\/a><\/div>/g)
      const { headers } = await post(`${at}/delete`, fieldsIn(body, `action="${at}/delete"`))
      return [...[...links].map(([, path, cancel]) => path ?? cancel), headers.get('Location')]
    }
    const customer = `/dashboard/customers/${id}`
    expect(await back(own.id)).toEqual([customer, customer, customer])
    expect(await back(byDefault.id)).toEqual(['/dashboard/rules', '/dashboard/rules', '/dashboard/rules'])
  })

  test('a rule of another tenant or without a key cannot be overridden', async () => {
    const { tenant, get } = await newVisitor()
    const other = await newTenant()
    const { body: foreign } = await other.post('/v1/rules', DEFAULT)
    const { body: keyless } = await tenant.post('/v1/rules', { ...DEFAULT, rule_key: null })
    const { id } = await other.customer({})
    for (const query of [`from=${foreign.id}`, `from=${keyless.id}`, `customer_id=${id}`]) {
      expect((await get(`/dashboard/rules/new?${query}`)).status).toBe(404)
    }
  })

  test('are shown without a form to a key that can only read', async () => {
    const { tenant } = await newVisitor()
    const { body: rule } = await tenant.post('/v1/rules', DEFAULT)
    const reader = await tenant.key({ scopes: ['rules:read'] })
    const { get } = await visitorOf({ ...tenant, keys: { ...tenant.keys, live: reader as never } })
    const { body } = await get(`/dashboard/rules/${rule.id}`)
    expect(body).toContain('<fieldset class="form" disabled=""')
    expect(body).not.toContain('Save rule')
  })
})
