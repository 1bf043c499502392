import fc from 'fast-check'
import { expect } from 'vitest'
import { test as base } from '../served/api.ts'
import { type Outcome, OVERTAKEN, outcomesOf, type Run, send, sendInOrder, worldsFor } from './interleave.ts'
import type { World } from './world.ts'
import { WRITES } from './writes.ts'

/** Set it to repeat a run. */
const SEED = Number(process.env.INTERLEAVING_SEED ?? Date.now() % 1_000_000)
const ROUNDS = 40
/** Maximum number of serial orders to try. The order of the responses nearly always matches. */
const MAX_ORDERS = 200

const test = base.extend<{ run: Run }>({
  run: [async ({ served }, use) => use({ served, api: await served.startApi() }), { scope: 'file' }],
})

test(`5 to 8 concurrent writes have the outcome of a serial order (INTERLEAVING_SEED=${SEED})`, async ({ run }) => {
  console.log(`INTERLEAVING_SEED=${SEED}`)
  // Two concurrent status changes need not have the outcome of a serial order; pairs.test.ts covers this exception.
  const names = Object.keys(WRITES).filter((name) => name !== 'end an instance')
  const writes = fc.shuffledSubarray(names, { minLength: 5, maxLength: 8 })
  const property = fc.asyncProperty(writes, (chosen) => requireSerial(run, chosen))
  await fc.assert(property, { seed: SEED, numRuns: ROUNDS, endOnFailure: true })
}, 900_000)

/**
 * The documented rejection of a restore whose customer was archived after its update and before its read. It must have
 * no effect.
 */
const ARCHIVED_MEANWHILE = /A concurrent request changed the same customer/

const keyOf = (names: string[], place: number) => `${place + 1}. ${names[place]}`

async function requireSerial(run: Run, names: string[]): Promise<void> {
  const [world] = (await worldsFor(run, names, 1)) as [World]
  const finished: number[] = []
  const sent = await send(run, names, world, (sendOne) =>
    Promise.all(names.map((_, place) => sendOne(place).then(() => finished.push(place)))),
  )
  const [outcome] = (await outcomesOf(run, [sent])) as [Outcome]
  expect(Object.values(outcome.responses).filter((response) => OVERTAKEN.test(response))).toEqual([])
  const rejected = finished.filter((place) => ARCHIVED_MEANWHILE.test(String(outcome.responses[keyOf(names, place)])))
  expect(rejected.map((place) => names[place]).filter((name) => !name?.startsWith('restore'))).toEqual([])
  for (const place of rejected) delete outcome.responses[keyOf(names, place)]
  const accepted = finished.filter((place) => !rejected.includes(place))
  const { found, tried, nearest } = await serialOrderOf(run, names, outcome, accepted)
  if (!found) expect(outcome, `none of ${tried} serial orders of ${names.join(', ')}`).toEqual(nearest)
}

async function serially(run: Run, names: string[], order: number[]): Promise<Outcome> {
  const [world] = (await worldsFor(run, names, 1)) as [World]
  const [outcome] = await outcomesOf(run, [await sendInOrder(run, names, world, order)])
  return outcome as Outcome
}

/**
 * Looks for a serial order with this outcome, first the one in which the responses arrived. A write whose response
 * differs is then moved, because it read the rows earlier or later than it responded.
 */
async function serialOrderOf(run: Run, names: string[], outcome: Outcome, finished: number[]) {
  const queue = [finished]
  const seen = new Set([String(finished)])
  let tried = 0
  let nearest: Outcome | undefined
  for (let order = queue.shift(); order && tried < MAX_ORDERS; order = queue.shift()) {
    const serial = await serially(run, names, order)
    tried += 1
    nearest ??= serial
    if (JSON.stringify(serial) === JSON.stringify(outcome)) return { found: true, tried, nearest }
    const differing = order.filter((place) => {
      const key = keyOf(names, place)
      return serial.responses[key] !== outcome.responses[key]
    })
    for (const moved of differing.length > 0 ? differing : order) {
      for (const next of placementsOf(moved, order)) {
        if (!seen.has(String(next))) queue.push(next)
        seen.add(String(next))
      }
    }
  }
  return { found: false, tried, nearest }
}

/** The order with one of its writes in every other place, the earliest first. */
function placementsOf(moved: number, order: number[]): number[][] {
  const others = order.filter((place) => place !== moved)
  return order.map((_, index) => others.toSpliced(index, 0, moved))
}
