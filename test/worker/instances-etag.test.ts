import { describe, expect, test } from 'vitest'
import { absentId, newTenant } from './harness.ts'

async function newInstance() {
  const tenant = await newTenant()
  const { id: customer_id } = await tenant.customer()
  const { body, headers } = await tenant.post('/v1/instances', { customer_id })
  const at = `/v1/instances/${body.id}`
  const etag = async () => (await tenant.get(at)).headers.get('ETag') ?? 'none'
  return { tenant, at, etag, registered: headers.get('ETag') ?? 'none' }
}

const ifMatch = (value: string) => ({ headers: { 'If-Match': value } })

describe('the ETag of an instance', () => {
  test('stays the same until the instance changes, and differs after every change', async () => {
    const { tenant, at, etag, registered } = await newInstance()
    expect(registered).toMatch(/^"\d{16}"$/)
    expect(await etag()).toBe(registered)
    const seen = new Set([registered])
    for (const change of [{ agent_name: 'one' }, { agent_name: 'two' }, { status: 'running' }, { hostname: 'a.b' }]) {
      const { headers } = await tenant.patch(at, change)
      expect(headers.get('ETag')).toBe(await etag())
      seen.add(headers.get('ETag') ?? '')
    }
    expect(seen.size).toBe(5)
  })

  test('as If-None-Match returns 304 without a body, until the instance changes', async () => {
    const { tenant, at, etag } = await newInstance()
    const header = { headers: { 'If-None-Match': await etag() } }
    const { status, body, headers } = await tenant.get(at, header)
    expect([status, body, headers.get('ETag')]).toEqual([304, '', await etag()])
    await tenant.patch(at, { agent_name: 'new' })
    expect((await tenant.get(at, header)).status).toBe(200)
  })

  test('as If-Match of an earlier version returns 412 and changes nothing', async () => {
    const { tenant, at, etag, registered } = await newInstance()
    await tenant.patch(at, { agent_name: 'first' }, ifMatch(registered))
    for (const change of [{ agent_name: 'second' }, { status: 'running' }, {}]) {
      const { status, body } = await tenant.patch(at, change, ifMatch(registered))
      expect([status, body.code]).toEqual([412, 'precondition_failed'])
    }
    await tenant.patch(at, { status: 'terminated' })
    expect((await tenant.delete(at, ifMatch(registered))).body.code).toBe('precondition_failed')
    expect((await tenant.get(at)).body).toMatchObject({ agent_name: 'first', status: 'terminated' })
    expect((await tenant.delete(at, ifMatch(await etag()))).status).toBe(204)
  })

  test('lets only one of several concurrent changes with the same If-Match succeed', async () => {
    const { tenant, at, registered } = await newInstance()
    const changes = ['one', 'two', 'three'].map((agent_name) => tenant.patch(at, { agent_name }, ifMatch(registered)))
    expect((await Promise.all(changes)).map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })

  test('as If-Match does not matter for an instance that does not exist', async () => {
    const { tenant } = await newInstance()
    expect((await tenant.patch(`/v1/instances/${absentId()}`, {}, ifMatch('"1"'))).status).toBe(404)
    expect((await tenant.delete(`/v1/instances/${absentId()}`, ifMatch('"1"'))).status).toBe(404)
  })

  test('is returned to a key that can only write, without the instance', async () => {
    const { tenant, at, etag } = await newInstance()
    const { key } = await tenant.key({ scopes: ['instances:write'] })
    const { status, body, headers } = await tenant.as(key).patch(at, { agent_name: 'new' })
    expect([status, body, headers.get('ETag')]).toEqual([204, '', await etag()])
  })

  test('lets a repeated request with an Idempotency-Key get its first response', async () => {
    const { tenant, at, registered } = await newInstance()
    const options = { headers: { 'If-Match': registered, 'Idempotency-Key': crypto.randomUUID() } }
    const [first, second] = [
      await tenant.patch(at, { agent_name: 'new' }, options),
      await tenant.patch(at, { agent_name: 'new' }, options),
    ]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.headers.get('Idempotent-Replayed')).toBe('true')
  })
})
