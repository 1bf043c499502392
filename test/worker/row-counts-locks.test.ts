import { expect, test, vi } from 'vitest'
import { newTenant, operator } from './harness.ts'

const EACH = 8
const times = <Result>(make: (place: number) => Result) => Array.from({ length: EACH }, (_, place) => make(place))

test('registering and deleting instances of one customer concurrently causes no deadlock', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  for (let round = 0; round < 8; round++) {
    const terminated = await Promise.all(
      times(() => tenant.row('instances', { customer_id: id, status: 'terminated' })),
    )
    const statuses: number[] = []
    const work = () =>
      Promise.all([
        ...terminated.map(async (one) => statuses.push((await tenant.delete(`/v1/instances/${one}`)).status)),
        ...times(async () => statuses.push((await tenant.post('/v1/instances', { customer_id: id })).status)),
      ])
    expect(await deadlocksOf(work)).toEqual([])
    expect(statuses.sort()).toEqual([...times(() => 201), ...times(() => 204)])
  }
})

test('restoring and creating customers with waiting Stripe events concurrently causes no deadlock', async () => {
  const tenant = await newTenant()
  await tenant.get('/v1/customers') // Caches the key.
  for (let round = 0; round < 6; round++) {
    const archived = await Promise.all(
      times((place) => tenant.row('customers', { email: `r${place}.${round}@x.example`, archived_at: new Date() })),
    )
    await operator(
      `insert into stripe_events
         (tenant_id, id, type, created_at, account, status, stripe_customer_id, precedence, content, payload)
       select $1, 'evt_' || name, 'customer.created', now(), 'acct_x', 'waiting', 'cus_' || name, 0,
              jsonb_build_object('email', name || '@x.example'), '{}'
         from generate_series(0, $2 - 1) g, unnest(array['r', 'c']) kind, format('%s%s.%s', kind, g, $3::int) name`,
      [tenant.id, EACH, round],
    )
    const statuses: number[] = []
    const work = () =>
      Promise.all([
        ...archived.map(async (one) => statuses.push((await tenant.post(`/v1/customers/${one}/restore`)).status)),
        ...times(async (place) => {
          const { status } = await tenant.post('/v1/customers', { email: `c${place}.${round}@x.example` })
          statuses.push(status)
        }),
      ])
    expect(await deadlocksOf(work)).toEqual([])
    expect(statuses.sort()).toEqual([...times(() => 200), ...times(() => 201)])
  }
})

/** The log lines of the requests that were repeated after a deadlock. */
async function deadlocksOf(work: () => Promise<unknown>): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    await work()
    return log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('40P01'))
  } finally {
    log.mockRestore()
  }
}
