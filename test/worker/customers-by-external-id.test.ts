import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const PATH = '/v1/customers/external/crm-1'
const ARCHIVED = 'The customer is archived. Get it with include_archived=true, or restore it.'

const withSteve = async () => {
  const tenant = await newTenant()
  return { tenant, ...(await tenant.customer({ external_id: 'crm-1', company_name: 'Steve' })) }
}

describe('GET by external id', () => {
  test('returns exactly the response of GET by id, also with If-None-Match', async () => {
    const { tenant, id } = await withSteve()
    const [one, other] = [await tenant.get(PATH), await tenant.get(`/v1/customers/${id}`)]
    expect([one.status, one.body]).toEqual([200, other.body])
    const ETag = one.headers.get('ETag') ?? ''
    expect(ETag).toBe(other.headers.get('ETag'))
    expect((await tenant.get(PATH, { headers: { 'If-None-Match': ETag } })).status).toBe(304)
  })

  test('returns 404 for an unknown id, one in a different case, and one of another tenant', async () => {
    const { tenant } = await withSteve()
    for (const one of [await newTenant(), tenant]) {
      const { status, body } = await one.get('/v1/customers/external/CRM-1')
      expect([status, body.code, body.detail]).toEqual([404, 'not_found', 'No customer has this id.'])
    }
    expect((await (await newTenant()).get(PATH)).status).toBe(404)
  })

  test('shows an archived customer on request: the current one first, then the one archived last', async () => {
    const { tenant, id } = await withSteve()
    await tenant.delete(PATH)
    expect(await tenant.get(PATH)).toMatchObject({ status: 404, body: { code: 'not_found', detail: ARCHIVED } })
    expect((await tenant.get(`${PATH}?include_archived=true`)).body.id).toBe(id)
    const second = await tenant.customer({ external_id: 'crm-1' })
    expect((await tenant.get(`${PATH}?include_archived=true`)).body.id).toBe(second.id)
    await tenant.delete(PATH)
    expect((await tenant.get(`${PATH}?include_archived=true`)).body.id).toBe(second.id)
  })

  test('shows a customer-bound key only its own customer, and never an archived one', async () => {
    const { tenant, id } = await withSteve()
    const other = await tenant.customer({ external_id: 'crm-2' })
    const [own, foreign] = [tenant.as(await tenant.boundKey(id)), tenant.as(await tenant.boundKey(other.id))]
    expect((await own.get(PATH)).body.id).toBe(id)
    expect((await foreign.get(PATH)).body.detail).toBe('No customer has this id.')
    await tenant.delete(PATH)
    for (const path of [PATH, `${PATH}?include_archived=true`]) {
      expect((await own.get(path)).body.detail).toBe('No customer has this id.')
    }
  })

  test.each([
    ['%20', '', 'path.external_id string_too_short'],
    ['%FF', '', 'path.external_id value_error'],
    ['crm-1', '?include_archived=1', 'query.include_archived bool_parsing'],
    ['crm-1', '?expand=rules', 'query.expand extra_forbidden'],
  ])('rejects …/%s%s: %s', async (name, query, error) => {
    const { tenant } = await withSteve()
    expect(validationErrors(await tenant.get(`/v1/customers/external/${name}${query}`))).toEqual([error])
  })
})

describe('DELETE by external id', () => {
  test('archives the customer like DELETE by id', async () => {
    const { tenant, id } = await withSteve()
    const { status, body } = await tenant.delete(PATH)
    expect([status, body]).toEqual([204, ''])
    expect((await tenant.get(`/v1/customers/${id}?include_archived=true`)).body.archived_at).not.toBeNull()
    expect((await tenant.delete(PATH)).body).toMatchObject({ code: 'not_found', detail: ARCHIVED })
    expect((await tenant.delete('/v1/customers/external/other')).body.detail).toBe('No customer has this id.')
  })

  test('is rejected with the blocking ids, and with an ETag that no longer matches', async () => {
    const { tenant, id } = await withSteve()
    const running = await tenant.row('instances', { customer_id: id, status: 'running' })
    expect(await tenant.delete(PATH)).toMatchObject({
      ...{ status: 409, body: { code: 'conflict', running_instance_ids: [running], active_subscription_ids: [] } },
    })
    expect((await tenant.delete(PATH, { headers: { 'If-Match': '"1"' } })).status).toBe(412)
  })
})

describe('PUT on the external id of an archived customer', () => {
  test('returns 409 and names the customer, until it is restored or another customer has the id', async () => {
    const { tenant, id } = await withSteve()
    await tenant.delete(PATH)
    const rejected = await tenant.put(PATH, { company_name: 'New' })
    expect(rejected).toMatchObject({ status: 409, body: { code: 'archived', existing_customer_id: id } })
    expect((await tenant.put(PATH, {}, { headers: { 'If-Match': '*' } })).body.code).toBe('archived')
    expect((await tenant.get('/v1/customers?include_archived=true')).body.total).toBe(1)

    await tenant.post(`/v1/customers/${id}/restore`)
    expect((await tenant.put(PATH, { company_name: 'New' })).body).toMatchObject({ id, company_name: 'New' })
    await tenant.delete(PATH)
    const other = await tenant.customer({ external_id: 'crm-1' })
    expect((await tenant.put(PATH, {})).body.id).toBe(other.id)
  })

  test('does not depend on archived customers of another tenant', async () => {
    const { tenant } = await withSteve()
    await tenant.delete(PATH)
    expect((await (await newTenant()).put(PATH, {})).status).toBe(201)
  })

  test('never creates the customer again, however archivings and puts overlap', async () => {
    const tenant = await newTenant()
    const ids = Array.from({ length: 12 }, (_, n) => `crm-${n}`)
    await Promise.all(ids.map((external_id) => tenant.customer({ external_id })))
    await Promise.all(
      ids.flatMap((one) => {
        const path = `/v1/customers/external/${one}`
        return [tenant.put(path, { company_name: 'a' }), tenant.delete(path), tenant.put(path, { company_name: 'b' })]
      }),
    )
    expect(await customersOf(tenant)).toEqual([{ all: 12, archived: 12 }])
  })
})

const customersOf = ({ id }: Tenant) =>
  operator(`select count(*)::int as all, count(archived_at)::int as archived from customers where tenant_id = $1`, [id])

test('the other operations on an archived customer say that it is archived, but not to its own key', async () => {
  const { tenant, id } = await withSteve()
  const key = await tenant.boundKey(id)
  await tenant.delete(PATH)
  const rule = { customer_id: id, name: 'r', trigger_event: 'x', actions: [{ type: 'notify' }] }
  for (const response of [
    await tenant.get(`/v1/customers/${id}/subscriptions`),
    await tenant.get(`/v1/customers/${id}/rules`),
    await tenant.post('/v1/rules', rule),
    await tenant.post('/v1/instances', { customer_id: id }),
  ]) {
    expect(response).toMatchObject({ status: 404, body: { code: 'not_found', detail: ARCHIVED } })
  }
  for (const path of ['', '/subscriptions', '/rules']) {
    const { status, body } = await tenant.get(`/v1/customers/${id}${path}`, { key })
    expect([status, body.detail]).toEqual([404, 'No customer has this id.'])
  }
})
