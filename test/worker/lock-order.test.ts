import { describe, expect, test } from 'vitest'
import { type ApiResponse, newTenant, operator, type Tenant, tripsOf } from './harness.ts'

// A batch that fails in a deadlock is sent again, so as many round trips as requests means no deadlock.

const ROUNDS = 8
const rule = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }

/** Sends the requests at the same time, and returns their responses. None is sent to the database twice. */
async function together(requests: (() => Promise<ApiResponse>)[]): Promise<ApiResponse[]> {
  let responses: ApiResponse[] = []
  const trips = await tripsOf(async () => {
    responses = await Promise.all(requests.map((send) => send()))
  })
  expect(trips).toBe(requests.length)
  return responses
}

test('concurrent changes of a customer, its instances and its rules cause no deadlock', async () => {
  const tenant = await newTenant()
  for (let round = 0; round < ROUNDS; round++) {
    const { id: customer_id } = await tenant.customer()
    const instance = (status: string) => tenant.row('instances', { customer_id, status })
    const [running, stopped, terminated] = [
      await instance('running'),
      await instance('stopped'),
      await instance('terminated'),
    ]
    const { body: about } = await tenant.post('/v1/rules', { ...rule, customer_id, instance_id: terminated })
    const { body: other } = await tenant.post('/v1/rules', { ...rule, customer_id })

    const responses = await together([
      () => tenant.patch(`/v1/customers/${customer_id}`, { company_name: 'Steve' }),
      () => tenant.patch(`/v1/instances/${running}`, { status: 'stopped' }),
      () => tenant.patch(`/v1/instances/${stopped}`, { status: 'running' }),
      () => tenant.patch(`/v1/instances/${stopped}`, { agent_name: 'dispatcher' }),
      () => tenant.post('/v1/instances', { customer_id }),
      () => tenant.post('/v1/rules', { ...rule, customer_id, instance_id: running }),
      () => tenant.patch(`/v1/rules/${other.id}`, { instance_id: stopped }),
      () => tenant.patch(`/v1/rules/${about.id}`, { name: 'Another', instance_id: running }),
      () => tenant.delete(`/v1/instances/${terminated}`),
    ])
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 201, 201, 200, 200, 204])
  }
})

describe('a rule about an instance that is being deleted', () => {
  const writes: Record<
    string,
    (tenant: Tenant, fields: Record<string, string>) => Promise<() => Promise<ApiResponse>>
  > = {
    created: async (tenant, fields) => () => tenant.post('/v1/rules', { ...rule, ...fields }),
    updated: async (tenant, { customer_id, instance_id }) => {
      const { body } = await tenant.post('/v1/rules', { ...rule, customer_id })
      return () => tenant.patch(`/v1/rules/${body.id}`, { instance_id })
    },
  }

  test.each(Object.entries(writes))('is %s without it or rejected, in one round trip', async (_, write) => {
    const tenant = await newTenant()
    for (let round = 0; round < ROUNDS; round++) {
      const { id: customer_id } = await tenant.customer()
      const instance_id = await tenant.row('instances', { customer_id, status: 'terminated' })
      const change = await write(tenant, { customer_id, instance_id })
      const [written, deleted] = await together([change, () => tenant.delete(`/v1/instances/${instance_id}`)])
      expect(deleted?.status).toBe(204)
      expect([200, 201, 422]).toContain(written?.status)
      expect(await operator('select 1 from rules where instance_id = $1', [instance_id])).toEqual([])
    }
  })
})

test('batches with the same external ids in a different order of emails cause no deadlock', async () => {
  const tenant = await newTenant()
  await tenant.get('/v1/customers') // Caches the key.
  const SIZE = 60
  for (let round = 0; round < ROUNDS; round++) {
    const row = (email: number, external: number) => ({
      email: `${String(email).padStart(3, '0')}-${round}@a.example`,
      external_id: `crm-${external}-${round}`,
    })
    const batch = (customers: object[]) => tenant.post('/v1/customers/batch', { customers })
    const places = Array.from({ length: SIZE }, (_, place) => place)
    const responses = await together([
      () => batch(places.map((place) => row(place, place))),
      () => batch(places.map((place) => row(SIZE + place, SIZE - place))),
      () => tenant.post('/v1/customers', row(1, SIZE - 1)),
      () => tenant.put(`/v1/customers/external/crm-1-${round}`, { company_name: 'Steve' }),
    ])
    for (const { status } of responses) expect([200, 201, 409]).toContain(status)
  }
})
