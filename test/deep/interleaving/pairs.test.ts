import { expect } from 'vitest'
import { test as base } from '../served/api.ts'
import { prepareGates } from './gates.ts'
import { type Outcome, OVERTAKEN, type Run, serially, WAYS } from './interleave.ts'
import { newWorld, type World } from './world.ts'
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
  const [orders, worlds] = await Promise.all([
    Promise.all(SEQUENCES.map((order) => serially(run, writes, order))),
    Promise.all(cases.map(() => newWorld(run.served, run.api))),
  ])
  if (writes.every((name) => STATUS_CHANGES.includes(name))) orders.push(...(await withoutOne(run, writes)))
  const reads: (() => Promise<Outcome>)[] = []
  for (const [place, { way, begin }] of cases.entries()) {
    reads.push(await way(run, writes, worlds[place] as World, ...begin))
  }
  const outcomes = await Promise.all(reads.map((read) => read()))
  for (const [place, outcome] of outcomes.entries()) {
    const { name, begin } = cases[place] as (typeof cases)[0]
    const isSerial = orders.some((order) => JSON.stringify(order) === JSON.stringify(outcome))
    // Shows the difference from the order in which they began.
    if (!isSerial) expect(outcome, `${name}: ${writes[begin[0]]} began first`).toEqual(orders[begin[0]])
  }
})

const STATUS_CHANGES = ['start an instance', 'end an instance']

/** Outcomes with only one of the two writes, while the other is rejected because of the concurrent one. */
function withoutOne(run: Run, writes: string[]): Promise<Outcome[]> {
  return Promise.all(
    [0, 1].map(async (place) => {
      const { responses, state } = await serially(run, writes, [place])
      const rejected = { [`${2 - place}. ${writes[1 - place]}`]: OVERTAKEN.source }
      return { responses: place === 0 ? { ...responses, ...rejected } : { ...rejected, ...responses }, state }
    }),
  )
}
