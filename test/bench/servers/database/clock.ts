import { Client } from 'pg'
import { type Mode, readMode, readPayload, type Statement } from '../../../../src/local/neon/statements.ts'
import { median } from '../../report/statistics.ts'

/** Statements of one transaction; `{n}` in a parameter stands for a text that no other run of it has. */
export type Batch = { url: string; begin: string; statements: { query: string; params: unknown[] }[] }

/** The batch that the Worker sent to the endpoint, to be run by the login role without the endpoint. */
export function batchOf(sent: { headers: Record<string, string>; body: string }, loginUrl: string): Batch {
  const mode: Mode = readMode(sent.headers)
  const payload = readPayload(sent.body)
  const statements: Statement[] = 'batch' in payload ? payload.batch : [payload.single]
  return { url: loginUrl, begin: mode.begin, statements }
}

/** How long a batch has in a round, in milliseconds, and how often it runs in that time, at the least and at most. */
export type Pace = { rounds: number; milliseconds: number; least: number; most: number }

/**
 * How long batches take in the database, as seen over a connection of their own: begin, statements, commit. They take
 * turns. @returns for each batch the median of every round, in milliseconds.
 */
export async function timeInTurn(batches: Batch[], pace: Pace): Promise<number[][]> {
  const clients = new Map<string, Client>()
  for (const url of new Set(batches.map(({ url }) => url))) {
    const client = new Client({ connectionString: url })
    await client.connect()
    clients.set(url, client)
  }
  let number = 0
  const session = Date.now().toString(36)
  const runOnce = async (batch: Batch) => {
    number += 1
    const fill = (value: unknown) =>
      typeof value === 'string' ? value.replaceAll('{n}', `${session}-${number}`) : value
    const statements = batch.statements.map(({ query, params }) => ({ text: query, values: params.map(fill) }))
    const client = clients.get(batch.url) as Client
    const begin = performance.now()
    await client.query(batch.begin)
    // By the extended protocol and unnamed, as the endpoint runs them: parsed and planned each time.
    for (const statement of statements) await client.query({ ...statement, queryMode: 'extended' } as typeof statement)
    await client.query('commit')
    return performance.now() - begin
  }
  try {
    for (const batch of batches) await runOnce(batch)
    const medians: number[][] = batches.map(() => [])
    for (let round = 0; round < pace.rounds; round += 1) {
      const times = await timeRound(batches, runOnce, pace)
      for (const [at, each] of times.entries()) medians[at]?.push(median(each))
    }
    return medians
  } finally {
    for (const client of clients.values()) await client.end()
  }
}

/** Run by run in turn: whatever else the machine does meets all alike. */
async function timeRound(
  batches: Batch[],
  runOnce: (batch: Batch) => Promise<number>,
  pace: Pace,
): Promise<number[][]> {
  const times: number[][] = batches.map(() => [])
  const end = performance.now() + pace.milliseconds * batches.length
  for (let runs = 0; runs < pace.least || (runs < pace.most && performance.now() < end); runs += 1) {
    for (const [at, batch] of batches.entries()) times[at]?.push(await runOnce(batch))
  }
  return times
}
