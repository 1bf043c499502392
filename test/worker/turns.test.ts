import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { Distance } from '../../src/limits/distance.ts'
import { Turns } from '../../src/limits/turns.ts'
import { newTenant, operator } from './harness.ts'
import { newLinkedCustomer, post, subscriptionCreated } from './stripe.ts'

describe('the batches of tenants', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** Turns, and the batches that have started and that have been rejected, by tenant. */
  function observed() {
    const turns = new Turns()
    const started: string[] = []
    const rejected: unknown[] = []
    const ends: (() => void)[] = []
    const begin = (tenant: string, count: number) => {
      for (let number = 0; number < count; number++) {
        const work = () => {
          started.push(tenant)
          return new Promise<void>((resolve) => ends.push(resolve))
        }
        turns.run(tenant, work).catch((error) => rejected.push(error))
      }
      return vi.advanceTimersByTimeAsync(0)
    }
    const end = async (count: number) => {
      for (const resolve of ends.splice(0, count)) resolve()
      await vi.advanceTimersByTimeAsync(0)
    }
    const take = () => started.splice(0)
    return { begin, end, take, rejected, startedCount: () => started.length }
  }

  test('of one tenant run up to eight at a time, in order', async () => {
    const { begin, end, take } = observed()
    await begin('A', 20)
    expect(take()).toEqual(Array(8).fill('A'))
    await end(3)
    expect(take()).toEqual(Array(3).fill('A'))
  })

  test('do not wait for those of a tenant that sends many', async () => {
    const { begin, end, take } = observed()
    await begin('A', 128)
    take()
    await begin('B', 1)
    expect(take()).toEqual(['B'])
    // Further ones wait until the tenant has none in flight.
    await end(7)
    expect(take()).toEqual([])
    await end(1)
    expect(take()).toEqual(['A'])
  })

  test('run eight at a time again when the other tenant has been idle for a second', async () => {
    const { begin, end, take } = observed()
    await begin('B', 1)
    await end(1)
    await begin('A', 4)
    expect(take()).toEqual(['B', 'A'])
    await vi.advanceTimersByTimeAsync(1_200)
    await begin('A', 20)
    expect(take()).toEqual(Array(7).fill('A'))
  })

  test('that wait for 2.5 seconds are rejected, and can be repeated a second later', async () => {
    const { begin, take, rejected } = observed()
    await begin('A', 10)
    expect(take()).toHaveLength(8)
    await vi.advanceTimersByTimeAsync(2_400)
    expect(rejected).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(rejected).toMatchObject(
      Array(2).fill({ code: 'rate_limited', options: { headers: { 'Retry-After': '1' } } }),
    )
  })

  test('that would wait behind 256 others are rejected at once', async () => {
    const { begin, rejected } = observed()
    await begin('A', 8 + 256)
    expect(rejected).toEqual([])
    await begin('A', 3)
    expect(rejected).toMatchObject(Array(3).fill({ code: 'rate_limited' }))
  })

  test('take the turns of requests that were cancelled', async () => {
    const { begin, take } = observed()
    await begin('A', 8)
    take()
    await vi.advanceTimersByTimeAsync(10_001)
    await begin('A', 1)
    expect(take()).toEqual(['A'])
  })
})

describe('the distance to the database', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('is the shortest duration of the last ten to twenty minutes', async () => {
    const distance = new Distance()
    expect(distance.milliseconds).toBe(0)
    for (const duration of [90, 80, 300]) distance.note(duration)
    expect(distance.milliseconds).toBe(80)
    await vi.advanceTimersByTimeAsync(600_000)
    distance.note(200)
    expect(distance.milliseconds).toBe(80)
    await vi.advanceTimersByTimeAsync(600_000)
    distance.note(250)
    expect(distance.milliseconds).toBe(200)
  })

  test('lets a tenant have more batches in flight', async () => {
    const turns = new Turns()
    const wait = (milliseconds: number) => () => new Promise((resolve) => setTimeout(resolve, milliseconds))
    const first = turns.run('A', wait(30))
    await vi.advanceTimersByTimeAsync(30)
    await first
    let started = 0
    const work = () => {
      started += 1
      return wait(30)()
    }
    for (let number = 0; number < 20; number++) void turns.run('A', work)
    await vi.advanceTimersByTimeAsync(0)
    expect(started).toBe(15)
  })
})

type App = ReturnType<typeof createApp>

/** A customer, and requests that wait while its row is locked. */
const WAITING = {
  writes: async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const write = (app: App) => tenant.patch(`/v1/customers/${id}`, { industry: 'plumbing' }, { app })
    return { tenant, id, write }
  },
  'Stripe events': async () => {
    const { tenant, id, cus, sub } = await newLinkedCustomer()
    const write = (app: App) => post(JSON.stringify(subscriptionCreated(tenant, { cus, sub })), { app })
    return { tenant, id, write }
  },
}

test.each(Object.entries(WAITING))('many %s to a locked row do not delay another tenant', async (_, waiting) => {
  const [{ tenant, id, write }, other] = [await waiting(), await newTenant()]
  const app = createApp()
  for (const one of [tenant, other]) await one.get('/v1/customers', { app })

  const lock = 'with locked as (select from customers where id = $1 for update) select pg_sleep(4) from locked'
  const locked = operator(lock, [id]).then(() => 'unlocked')
  await expect.poll(() => isLocked(id)).toBe(true)
  const writes = Array.from({ length: 40 }, () => write(app))
  const served = other.get('/v1/customers', { app })
  expect(await Promise.race([served.then(({ status }) => status), locked])).toBe(200)

  const statuses = (await Promise.all(writes)).map(({ status }) => status)
  await locked
  expect(statuses.filter((status) => ![200, 429, 503].includes(status))).toEqual([])
  const advice = 'Every batch of a tenant must wait for its turn: see src/limits/turns.ts.'
  expect(statuses, advice).toContain(429)
})

async function isLocked(id: string): Promise<boolean> {
  const rows = await operator('select from customers where id = $1 for update skip locked', [id])
  return rows.length === 0
}
