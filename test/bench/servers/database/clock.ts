import { Client } from 'pg'
import { type Mode, readMode, readPayload, type Statement } from '../../../../src/local/neon/request.ts'
import { median } from '../../report/statistics.ts'

/** Statements of one transaction; `{n}` in a parameter stands for text that is unique to each run. */
export type Batch = { url: string; begin: string; statements: { query: string; params: unknown[] }[] }

/** Reads the batch that the Worker sent to the endpoint, to run it as the login role without the endpoint. */
export function batchOf(sent: { headers: Record<string, string>; body: string }, loginUrl: string): Batch {
  const mode: Mode = readMode(sent.headers)
  const payload = readPayload(Buffer.from(sent.body))
  const statements: Statement[] = 'batch' in payload ? payload.batch : [payload.single]
  return { url: loginUrl, begin: mode.begin, statements }
}

/** Milliseconds per batch and round, and the minimum and maximum number of runs in that time. */
export type Pace = { rounds: number; milliseconds: number; minRuns: number; maxRuns: number }

/**
 * Times batches in the database over a direct connection: begin, statements, commit. The batches take turns.
 * @returns the medians of the rounds of each batch, in milliseconds.
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
    // Like the endpoint: extended protocol, unnamed statements, so each one is parsed and planned every time.
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

/** Alternates after every run, so that other load on the machine affects all batches equally. */
async function timeRound(
  batches: Batch[],
  runOnce: (batch: Batch) => Promise<number>,
  pace: Pace,
): Promise<number[][]> {
  const times: number[][] = batches.map(() => [])
  const end = performance.now() + pace.milliseconds * batches.length
  for (let runs = 0; runs < pace.minRuns || (runs < pace.maxRuns && performance.now() < end); runs += 1) {
    for (const [at, batch] of batches.entries()) times[at]?.push(await runOnce(batch))
  }
  return times
}
