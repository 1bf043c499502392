import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

async function newInstance(fields: object = {}) {
  const tenant = await newTenant()
  const { id: customer } = await tenant.customer({ company_name: 'Steve' })
  const { body } = await tenant.post('/v1/instances', { customer_id: customer, agent_name: 'dispatcher', ...fields })
  const api = `/v1/instances/${body.id}`
  const at = `/dashboard/instances/${body.id}`
  const visitor = await visitorOf(tenant)
  const stored = async () => (await tenant.get(api)).body
  /** The ETag in the forms of the page. */
  const etag = async () => (await tenant.get(api)).headers.get('ETag') ?? ''
  return { tenant, customer, id: String(body.id), api, at, stored, etag, ...visitor }
}

const choices = (body: string) => [...body.matchAll(/name="status" value="(\w+)"/g)].map(([, value]) => value)

describe('the page of an instance', () => {
  test('shows its fields, its customer, who changed its status, and the rules about it', async () => {
    const { tenant, customer, id, api, at, get } = await newInstance({ region_id: 'us-east-1' })
    await tenant.patch(api, { status: 'running' })
    const rule = { name: 'Restart it', trigger_event: 'agent.silent', actions: [{ type: 'notify' }] }
    await tenant.post('/v1/rules', { ...rule, customer_id: customer, instance_id: id })
    const { status, body } = await get(at)
    expect(status).toBe(200)
    expect(body).toContain('us-east-1')
    expect(body).toContain(`<a href="/dashboard/customers/${customer}">Steve</a>`)
    expect(body).toMatch(/<strong>Running<\/strong>, was provisioning/)
    expect(body).toMatch(/<strong>Registered<\/strong> as provisioning/)
    expect(body).toContain('By the key “first live key”')
    expect(body).toContain('Restart it')
  })

  test.each([
    ['provisioning', ['running', 'failed', 'terminated']],
    ['running', ['stopped', 'failed', 'terminated']],
    ['stopped', ['running', 'failed', 'terminated']],
    ['failed', ['provisioning', 'terminated']],
    ['terminated', []],
  ])('offers only the allowed changes of one that is %s', async (from, to) => {
    const { api, at, tenant, get } = await newInstance({ status: from === 'provisioning' ? from : 'running' })
    if (!['provisioning', 'running'].includes(from)) await tenant.patch(api, { status: from })
    const { body } = await get(at)
    expect(choices(body)).toEqual(to)
    expect(body.includes(`action="${at}/delete"`)).toBe(from === 'terminated')
  })

  test('offers no start of an instance whose customer is archived', async () => {
    const { tenant, customer, at, get } = await newInstance()
    await tenant.delete(`/v1/customers/${customer}`)
    const { body } = await get(at)
    expect(body).toContain('Customer archived')
    expect(choices(body)).toEqual(['failed', 'terminated'])
  })

  test('names the consequences of terminating and deleting, and does both', async () => {
    const { at, get, post, stored, etag, tenant, api } = await newInstance({ status: 'running' })
    expect((await get(at)).body).toContain('cannot be started again')
    const ended = await post(`${at}/status`, { status: 'terminated', etag: await etag() })
    expect(ended.headers.get('Location')).toBe(at)
    expect(await stored()).toMatchObject({ status: 'terminated' })
    expect((await get(at)).body).toContain('its history will be deleted')
    const deleted = await post(`${at}/delete`, { etag: await etag() })
    expect(deleted.headers.get('Location')).toBe('/dashboard/instances')
    expect((await tenant.get(api)).status).toBe(404)
  })

  test('does not act on one that changed after the page was opened, and says so', async () => {
    const { tenant, api, at, post, stored, etag } = await newInstance({ status: 'running' })
    const seen = await etag()
    await tenant.patch(api, { status: 'stopped' })
    const { status, body } = await post(`${at}/status`, { status: 'terminated', etag: seen })
    expect(status).toBe(412)
    expect(body).toContain('The instance was not changed.')
    expect(await stored()).toMatchObject({ status: 'stopped' })
  })
})

describe('the fields of an instance', () => {
  test('are edited; an emptied one is cleared', async () => {
    const { at, get, post, stored, etag } = await newInstance({ region_id: 'us-east-1', provider: 'aws' })
    expect((await get(`${at}?edit=1`)).body).toContain('value="us-east-1"')
    const was = JSON.stringify({ agent_name: 'dispatcher', region_id: 'us-east-1', provider: 'aws' })
    const fields = { agent_name: 'router', region_id: '', provider: 'aws', hostname: 'a.steve.example' }
    expect((await post(at, { was, etag: await etag(), ...fields })).status).toBe(303)
    expect(await stored()).toMatchObject({ ...fields, region_id: null })
  })

  test('are not saved if one is not valid, and the form keeps what was typed', async () => {
    const { at, post, etag } = await newInstance()
    const was = JSON.stringify({ agent_name: 'dispatcher' })
    const { status, body } = await post(at, { was, etag: await etag(), agent_name: 'router', ip_address: 'nowhere' })
    expect(status).toBe(422)
    expect(body).toContain('id="ip_address-error"')
    expect(body).toContain('value="router"')
  })

  test('lose nothing if two people edit them: both versions are shown, and a choice is saved', async () => {
    const { tenant, api, at, post, stored, etag } = await newInstance({ provider: 'aws' })
    const was = JSON.stringify({ agent_name: 'dispatcher', provider: 'aws' })
    const seen = await etag()
    await tenant.patch(api, { agent_name: 'theirs', region_id: 'eu-west-1' })
    const { status, body } = await post(at, { was, etag: seen, agent_name: 'mine', provider: 'gcp' })
    expect(status).toBe(412)
    expect(body).toContain('Choose what to keep')
    expect(await stored()).toMatchObject({ agent_name: 'theirs', provider: 'aws' })
    const hidden = (name: string) =>
      (new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '').replaceAll('&quot;', '"')
    const fields = { was: hidden('was'), is: hidden('is'), etag: hidden('etag'), 'choose.agent_name': 'theirs' }
    expect((await post(at, fields)).status).toBe(303)
    expect(await stored()).toMatchObject({ agent_name: 'theirs', provider: 'gcp', region_id: 'eu-west-1' })
  })
})

describe('registering an instance', () => {
  test('starts at its customer’s page and leads to its own', async () => {
    const { tenant, customer, get, post } = await newInstance()
    const link = `/dashboard/instances/new?customer_id=${customer}`
    expect((await get(`/dashboard/customers/${customer}`)).body).toContain(`href="${link}"`)
    expect((await get(link)).body).toContain('An agent that runs for Steve.')
    const made = await post('/dashboard/instances', { customer_id: customer, agent_name: 'router', status: 'running' })
    expect(made.headers.get('Location')).toMatch(/^\/dashboard\/instances\/[\w-]{36}$/)
    const { instances } = (await tenant.get('/v1/instances?status=running')).body
    expect(instances).toMatchObject([{ customer_id: customer, agent_name: 'router' }])
  })

  test('keeps what was typed if it is rejected', async () => {
    const { post, customer } = await newInstance()
    const fields = { customer_id: customer, agent_name: 'router', hostname: 'not a name', status: 'running' }
    const { status, body } = await post('/dashboard/instances', fields)
    expect(status).toBe(422)
    expect(body).toContain('value="router"')
    expect(body).toContain('href="#hostname"')
    const unknown = await post('/dashboard/instances', { customer_id: 'crm-1' })
    expect(unknown.body).toContain('id="customer_id-error"')
  })

  test('is not offered for an archived customer', async () => {
    const { tenant, get, customer } = await newInstance()
    await tenant.delete(`/v1/customers/${customer}`)
    expect((await get(`/dashboard/instances/new?customer_id=${customer}`)).status).toBe(404)
    expect((await get(`/dashboard/customers/${customer}`)).body).not.toContain('/dashboard/instances/new')
  })
})

describe('the list of instances', () => {
  test('leads to an instance and to its customer, and is filtered by statuses and customer', async () => {
    const { tenant, customer, id, get } = await newInstance()
    const other = await tenant.customer({ company_name: 'Pete' })
    await tenant.post('/v1/instances', { customer_id: other.id, agent_name: 'router', status: 'running' })
    const list = async (query = '') => (await get(`/dashboard/instances${query}`)).body
    const all = await list()
    expect(all).toContain(`href="/dashboard/instances/${id}"`)
    expect(all).toContain(`<a href="/dashboard/customers/${customer}">Steve</a>`)
    expect(all).toContain('href="/dashboard/instances?status=running"')
    expect(await list('?status=running')).not.toContain('dispatcher')
    expect(await list('?status=running')).toContain('href="/dashboard/instances?status=running&amp;status=failed"')
    const both = await list('?status=running&status=provisioning')
    expect(both).toContain('dispatcher')
    expect(both).toContain('router')
    expect(await list(`?customer_id=${customer}`)).not.toContain('router')
    expect(await list('?status=failed')).toContain('Nothing found')
  })

  test('a long host name breaks between its parts', async () => {
    const { tenant, api, customer, id, get } = await newInstance()
    await tenant.patch(api, { hostname: 'a.steve.example' })
    for (const page of [`instances/${id}`, `customers/${customer}`]) {
      expect((await get(`/dashboard/${page}`)).body).toMatch(/a<wbr ?\/?>\.steve<wbr ?\/?>\.example/)
    }
  })

  test('sorts by registration and by change, and explains instances if there are none', async () => {
    const { tenant, customer, api, get } = await newInstance()
    await tenant.post('/v1/instances', { customer_id: customer, agent_name: 'router' })
    await tenant.patch(api, { region_id: 'here' })
    const order = async (query: string) =>
      [...(await get(`/dashboard/instances?${query}`)).body.matchAll(/dispatcher|router/g)].map(([name]) => name)
    expect(await order('sort_by=updated_at')).toEqual(['dispatcher', 'router'])
    expect(await order('sort_by=created_at')).toEqual(['router', 'dispatcher'])
    expect((await (await visitorOf(await newTenant())).get('/dashboard/instances')).body).toContain('No instances yet')
  })
})
