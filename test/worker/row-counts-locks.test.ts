import { expect, test } from 'vitest'
import { newTenant, operator, tripsOf } from './harness.ts'

// A batch that lost to a deadlock is sent once more: as many trips as requests means that there was none.

const EACH = 8
const times = <Result>(make: (place: number) => Result) => Array.from({ length: EACH }, (_, place) => make(place))

test('instances of one customer are registered and deleted at once, and nothing waits in a circle', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  for (let round = 0; round < 8; round++) {
    const gone = await Promise.all(times(() => tenant.row('instances', { customer_id: id, status: 'terminated' })))
    const statuses: number[] = []
    const work = () =>
      Promise.all([
        ...gone.map(async (one) => statuses.push((await tenant.delete(`/v1/instances/${one}`)).status)),
        ...times(async () => statuses.push((await tenant.post('/v1/instances', { customer_id: id })).status)),
      ])
    expect(await tripsOf(work)).toBe(2 * EACH)
    expect(statuses.sort()).toEqual([...times(() => 201), ...times(() => 204)])
  }
})

test('customers for whom Stripe’s events wait are restored and created at once, and nothing waits in a circle', async () => {
  const tenant = await newTenant()
  await tenant.get('/v1/customers') // From here on its key is known.
  for (let round = 0; round < 6; round++) {
    const archived = await Promise.all(
      times((place) => tenant.row('customers', { email: `r${place}.${round}@x.example`, archived_at: new Date() })),
    )
    await operator(
      `insert into stripe_events (tenant_id, id, type, created_at, account, status, stripe_customer_id, precedence, content, payload)
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
    expect(await tripsOf(work)).toBe(2 * EACH)
    expect(statuses.sort()).toEqual([...times(() => 200), ...times(() => 201)])
  }
})
