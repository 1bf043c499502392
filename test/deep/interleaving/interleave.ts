import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Api, ApiRequest, ApiResponse, Served } from '../served/api.ts'
import { requireTrueCounts } from './counts.ts'
import { closeGate, isStopped, lockRows } from './gates.ts'
import { contentsOf, newWorlds, normalize, type World } from './world.ts'
import { WRITES } from './writes.ts'

/** What clients and the operator see after a series of writes: the response to each, and all rows of the tenant. */
export interface Outcome {
  responses: Record<string, string>
  state: string[]
}

export type Run = { served: Served; api: Api }
/** The documented rejection of one of two concurrent status changes, which no serial order produces. */
export const OVERTAKEN = /A concurrent request changed the status/

type Send = (place: number) => Promise<ApiResponse>

/** Retry reasons that mean that two writes waited for each other, or for too long. */
const WAITS = ['40P01', '55P03', '40001', 'timeout']

/** New worlds in which the API knows the keys of these writes: it looks the key of an invalid request up first. */
export async function worldsFor({ served, api }: Run, names: string[], count: number): Promise<World[]> {
  const worlds = await newWorlds(served, api, count)
  const keys = new Set(worlds.flatMap((world) => names.flatMap((name) => WRITES[name]?.request(world).key ?? [])))
  const read = { method: 'GET', path: '/v1/api-keys/me?unknown=1' }
  const responses = await Promise.all([...keys].map((key) => api.send({ ...read, key })))
  expect(responses.filter(({ status }) => status !== 422)).toEqual([])
  return worlds
}

/** On a busy machine, the rate limiter may respond too late. The API then creates and rotates no keys. */
const UNCOUNTED = /rate_limiter_unavailable/
const MAX_TIMES = 6

/** A response, and how many times its request was sent. */
type Counted = ApiResponse & { times: number }

/** Sends a request, and repeats it if it could not be counted. */
async function sendCounted(api: Api, request: ApiRequest, requestId?: string): Promise<Counted> {
  for (let times = 1; times <= MAX_TIMES; times += 1) {
    const response = await api.send(request, requestId)
    if (!UNCOUNTED.test(response.text)) return { ...response, times }
  }
  throw new Error('the rate limiter never responded in time')
}

/** Writes that were sent to a world, and the responses in the order of their names. */
export interface Sent {
  world: World
  responses: (readonly [name: string, Counted])[]
}

/** Sends writes as `order` says. */
export async function send(
  { api }: Run,
  names: string[],
  world: World,
  order: (send: Send, requestIds: string[]) => Promise<unknown>,
): Promise<Sent> {
  const requestIds = names.map((_, place) => `${place}.${world.tenant.id}`)
  const sent = new Map<number, Promise<Counted>>()
  const sendOne: Send = (place) => {
    const write = WRITES[names[place] as string]
    if (!write) throw new Error(`there is no write ${names[place]}`)
    const response = sendCounted(api, write.request(world), requestIds[place])
    sent.set(place, response)
    return response
  }
  await order(sendOne, requestIds)
  const responses = await Promise.all(
    [...sent].map(async ([place, response]) => [`${place + 1}. ${names[place]}`, await response] as const),
  )
  return { world, responses: responses.sort(([one], [other]) => one.localeCompare(other)) }
}

/** Sends one write after the other. */
export function sendInOrder(run: Run, names: string[], world: World, order: number[]): Promise<Sent> {
  return send(run, names, world, async (sendOne) => {
    for (const place of order) await sendOne(place)
  })
}

/** What came of writes, each series in a world of its own. */
export async function outcomesOf({ served, api }: Run, all: Sent[]): Promise<Outcome[]> {
  const worlds = all.map(({ world }) => world)
  const [contents] = await Promise.all([contentsOf(served, worlds), requireTrueCounts(served, worlds)])
  const lines = await Promise.all(
    all.flatMap(({ responses }) => responses.map(([, { requestId, times }]) => api.lineOf(requestId, times))),
  )
  const reasons = lines.flatMap(({ retried = [] }) => retried as string[])
  expect(reasons.filter((reason) => WAITS.includes(reason))).toEqual([])
  return contents.map(({ state, labels }, place) => {
    const described = all[place]?.responses.map(([name, { status, text, headers }]) => {
      if (OVERTAKEN.test(text)) return [name, OVERTAKEN.source]
      return [name, normalize([status, text, headers.get('Location'), headers.get('ETag')], labels)]
    })
    return { responses: Object.fromEntries(described ?? []), state }
  })
}

type Way = (run: Run, names: string[], world: World, first: number, second: number) => Promise<Sent>

/** Ways to run two writes at once. The first one starts first. */
export const WAYS: Record<string, Way> = {
  'the first one is stopped within a statement': (run, names, world, first, second) =>
    send(run, names, world, async (sendOne, ids) => {
      await using _gate = await closeGate(run.served, ids[first] as string, 'statement')
      const stopped = await isStopped(run.served, sendOne(first), 1)
      await isStopped(run.served, sendOne(second), stopped ? 2 : 1)
    }),

  'both are stopped at their commit, and the first one goes on first': (run, names, world, first, second) =>
    atCommit(run, names, world, [first, second], [first, second]),

  'both are stopped at their commit, and the second one goes on first': (run, names, world, first, second) =>
    atCommit(run, names, world, [first, second], [second, first]),

  'both wait for the same rows': (run, names, world, first, second) =>
    send(run, names, world, async (sendOne) => {
      await using _lock = await lockRows(run.served, world.tenant.id)
      const stopped = await isStopped(run.served, sendOne(first), 1)
      await isStopped(run.served, sendOne(second), stopped ? 2 : 1)
    }),
}

function atCommit(run: Run, names: string[], world: World, begin: number[], end: number[]) {
  return send(run, names, world, async (sendOne, ids) => {
    await using gates = new AsyncDisposableStack()
    const closed = []
    for (const id of ids) closed.push(gates.use(await closeGate(run.served, id, 'commit')))
    let stopped = 0
    for (const place of begin) if (await isStopped(run.served, sendOne(place), stopped + 1)) stopped += 1
    for (const place of end) {
      await closed[place]?.release()
      await sleep(5)
    }
  })
}
