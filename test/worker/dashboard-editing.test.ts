import { describe, expect, test } from 'vitest'
import { cookieOf, visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'
import { fieldsIn } from './rule-forms.ts'

// Several people edit the same thing at the same time.

type Changes = Record<string, string>

async function newTeam() {
  const tenant = await newTenant()
  const anna = await tenant.key({ name: 'Anna' })
  const robot = await tenant.key({ name: 'Robot' })
  const visitor = await visitorOf(tenant)
  /** Sends a form of a page with other values. */
  const send = (at: string, page: string, changes: Changes = {}) => {
    const fields = fieldsIn(page, `action="${at}"`)
    const kept = fields.filter(([name]) => !(name in changes))
    return visitor.post(at, [...kept, ...Object.entries(changes)])
  }
  return { tenant, anna: tenant.as(anna.key), robot: tenant.as(robot.key), ...visitor, send }
}

async function newRule() {
  const team = await newTeam()
  const body = {
    ...{ name: 'Cal back', trigger_event: 'call.missed', priority: 5, rule_key: 'missed' },
    conditions: [{ field: 'urgency', operator: 'gte', value: 4 }],
    actions: [{ type: 'notify', to: { phones: ['+1', '+2'] }, channel: 'phone' }],
  }
  const { id } = (await team.tenant.post('/v1/rules', body)).body
  const [api, at] = [`/v1/rules/${id}`, `/dashboard/rules/${id}`]
  const stored = async () => (await team.tenant.get(api)).body
  return { ...team, api, at, body, stored, page: (await team.get(at)).body }
}

describe('a rule that two people edit', () => {
  test('keeps what one of them saved: the other sees both versions first', async () => {
    const { anna, api, at, page, send, stored } = await newRule()
    await anna.patch(api, { is_active: false, conditions: [{ field: 'zip', operator: 'eq', value: '04109' }] })
    const changes = { name: 'Call back', condition_value: '5' }
    const conflict = await send(at, page, { ...changes, condition_field: 'urgency', condition_operator: 'gte' })
    expect(conflict.status).toBe(412)
    expect(conflict.body).toContain('Choose what to keep')
    expect(conflict.body).toContain('The key “Anna”')
    for (const text of ['urgency is at least 4', 'urgency is at least 5', 'zip is 04109']) {
      expect(conflict.body).toContain(text)
    }
    expect(await stored()).toMatchObject({ name: 'Cal back', is_active: false })
    const saved = await send(at, conflict.body, { 'choose.conditions': 'theirs' })
    expect(saved.headers.get('Location')).toBe(at)
    const conditions = [{ field: 'zip', operator: 'eq', value: '04109' }]
    expect(await stored()).toMatchObject({ name: 'Call back', is_active: false, conditions })
  })

  test('is changed only in what was edited', async () => {
    const { tenant, at, body, page, get, send, stored } = await newRule()
    await send(at, page, { priority: '7' })
    expect(await stored()).toMatchObject({ ...body, priority: 7 })
    const [entry] = (await tenant.get('/v1/audit-log?resource_type=rule&operation=updateRule')).body.audit_log
    expect([entry.before, entry.after]).toEqual([{ priority: 5 }, { priority: 7 }])
    const unchanged = await send(at, (await get(at)).body)
    expect(unchanged.headers.get('Location')).toBe(at)
    expect((await get(at, { headers: { Cookie: cookieOf(unchanged) } })).body).toContain('Nothing was changed.')
  })

  test('that is shown again with another row still knows what it was opened with', async () => {
    const { anna, api, at, page, send } = await newRule()
    await anna.patch(api, { priority: 9 })
    const more = await send(at, page, { do: 'add condition' })
    expect(more.status).toBe(200)
    expect((await send(at, more.body, { name: 'Call back' })).status).toBe(412)
  })

  test('is shown again as a form if the choice is not valid', async () => {
    const { tenant, anna, api, at, page, send } = await newRule()
    await tenant.post('/v1/rules', {
      name: 'Other',
      trigger_event: 'a',
      rule_key: 'taken',
      actions: [{ type: 'notify' }],
    })
    await anna.patch(api, { priority: 9 })
    const conflict = await send(at, page, { rule_key: 'taken' })
    const again = await send(at, conflict.body)
    expect(again.status).toBe(409)
    expect(again.body).toContain('value="taken"')
    expect((await send(at, again.body, { rule_key: 'free' })).status).toBe(303)
  })

  test('is not deleted by someone who has not seen the last change', async () => {
    const { anna, api, at, page, send, stored } = await newRule()
    await anna.patch(api, { priority: 9 })
    const { status, body } = await send(`${at}/delete`, page)
    expect(status).toBe(412)
    expect(body).toContain('The rule was not deleted.')
    expect((await send(`${at}/delete`, body)).status).toBe(303)
    expect(await stored()).toMatchObject({ code: 'not_found' })
  })
})

async function newCustomer() {
  const team = await newTeam()
  const { id } = await team.tenant.customer({ company_name: 'Steve', email: 'steve@plumbing.example' })
  const { body: instance } = await team.tenant.post('/v1/instances', { customer_id: id })
  const [api, at] = [`/v1/customers/${id}`, `/dashboard/customers/${id}`]
  const stored = async () => (await team.tenant.get(api)).body
  return { ...team, id, api, at, instance, stored, page: (await team.get(`${at}?edit=profile`)).body }
}

describe('what somebody typed', () => {
  test('is still there if the customer was archived meanwhile, and restoring the customer saves it', async () => {
    const { anna, api, at, page, send, stored } = await newCustomer()
    await anna.delete(api)
    const { status, body } = await send(at, page, { company_name: 'Pete' })
    expect(status).toBe(409)
    expect(body).toContain('archived while you were editing it')
    expect(body).toContain('value="Pete"')
    const restored = await send(at, body, { restore: 'true' })
    expect(restored.headers.get('Location')).toBe(at)
    expect(await stored()).toMatchObject({ company_name: 'Pete', archived_at: null })
  })

  test('is still there if restoring fails', async () => {
    const { anna, tenant, api, at, page, send } = await newCustomer()
    await anna.delete(api)
    await tenant.customer({ email: 'steve@plumbing.example' })
    const archived = await send(at, page, { company_name: 'Pete' })
    const { status, body } = await send(at, archived.body, { restore: 'true' })
    expect(status).toBe(409)
    expect(body).toContain('value="Pete"')
    expect(body).toContain('id="email-error"')
  })

  test('is shown if the rule was deleted meanwhile', async () => {
    const { anna, api, at, page, send } = await newRule()
    await anna.delete(api)
    const { status, body } = await send(at, page, { name: 'Call <b>back</b>' })
    expect(status).toBe(404)
    expect(body).toContain('Nothing was saved')
    expect(body).toContain('Call &lt;b&gt;back&lt;/b&gt;')
  })
})

describe('a profile', () => {
  test('is saved if only a count or a status changed while it was edited', async () => {
    const { robot, instance, at, page, send, stored } = await newCustomer()
    await robot.patch(`/v1/instances/${instance.id}`, { status: 'running' })
    const { status, headers } = await send(at, page, { company_name: 'Pete' })
    expect([status, headers.get('Location')]).toEqual([303, at])
    expect(await stored()).toMatchObject({ company_name: 'Pete', running_instance_count: 1 })
  })

  test('is saved if somebody else made the same change', async () => {
    const { anna, api, at, page, send, stored } = await newCustomer()
    await anna.patch(api, { company_name: 'Pete' })
    expect((await send(at, page, { company_name: 'Pete', industry: 'plumbing' })).status).toBe(303)
    expect(await stored()).toMatchObject({ company_name: 'Pete', industry: 'plumbing' })
  })

  test('in conflict names who edited it, not who caused a later event', async () => {
    const { anna, robot, api, at, instance, page, send } = await newCustomer()
    await anna.patch(api, { company_name: 'Theirs' })
    await robot.patch(`/v1/instances/${instance.id}`, { status: 'running' })
    const { status, body } = await send(at, page, { company_name: 'Mine' })
    expect(status).toBe(412)
    expect(body).toContain('The key “Anna”')
    expect(body).not.toContain('Robot')
  })

  test('in conflict names nobody if the key cannot read who made the change', async () => {
    const { tenant, anna, api, at } = await newCustomer()
    const editor = await tenant.key({ scopes: ['customers:read', 'customers:write'] })
    const { get, post } = await visitorOf({ ...tenant, keys: { ...tenant.keys, live: editor as never } })
    const fields = fieldsIn((await get(`${at}?edit=profile`)).body, `action="${at}"`)
    await anna.patch(api, { company_name: 'Theirs' })
    const kept = fields.filter(([name]) => name !== 'company_name')
    const { status, body } = await post(at, [...kept, ['company_name', 'Mine']])
    expect(status).toBe(412)
    expect(body).not.toContain('Anna')
  })
})
