import { expect } from 'vitest'
import { test as base } from '../served/api.ts'
import { prepareGates } from './gates.ts'
import { type Outcome, OVERTAKEN, outcomesOf, type Run, sendInOrder, WAYS, worldsFor } from './interleave.ts'
import type { World } from './world.ts'
import { areRelated, WRITES } from './writes.ts'

const test = base.extend<{ run: Run }>({
  run: [
    async ({ served }, use) => {
      await prepareGates(served)
      await use({ served, api: await served.startApi() })
    },
    { scope: 'file' },
  ],
})

const names = Object.keys(WRITES)
const PAIRS = names.flatMap((one, place) =>
  names
    .slice(place)
    .filter((other) => areRelated(one, other))
    .map((other) => [one, other] as const),
)
const SEQUENCES: [number, number][] = [
  [0, 1],
  [1, 0],
]

test.for(PAIRS)('%s, and at the same time: %s', async (pair, { run }) => {
  const writes: string[] = [...pair]
  const cases = Object.entries(WAYS).flatMap(([name, way]) => SEQUENCES.map((begin) => ({ name, way, begin })))
  const orders = writes.every((name) => STATUS_CHANGES.includes(name)) ? [...SEQUENCES, [0], [1]] : SEQUENCES
  const worlds = await worldsFor(run, writes, orders.length + cases.length)
  const nextWorld = () => worlds.pop() as World
  const sent = await Promise.all(orders.map((order) => sendInOrder(run, writes, nextWorld(), order)))
  for (const { way, begin } of cases) sent.push(await way(run, writes, nextWorld(), ...begin))
  const outcomes = await outcomesOf(run, sent)
  const serial = outcomes.splice(0, orders.length).map((outcome) => withRejected(writes, outcome))
  for (const [place, outcome] of outcomes.entries()) {
    const { name, begin } = cases[place] as (typeof cases)[0]
    const isSerial = serial.some((one) => JSON.stringify(one) === JSON.stringify(outcome))
    // Shows the difference from the order in which they began.
    if (!isSerial) expect(outcome, `${name}: ${writes[begin[0]]} began first`).toEqual(serial[begin[0]])
  }
})

const STATUS_CHANGES = ['start an instance', 'end an instance']

/** If only one of the two writes was sent, the outcome if the other is rejected because of the concurrent one. */
function withRejected(writes: string[], { responses, state }: Outcome): Outcome {
  const all = writes.map((write, place) => {
    const name = `${place + 1}. ${write}`
    return [name, responses[name] ?? OVERTAKEN.source]
  })
  return { responses: Object.fromEntries(all), state }
}
