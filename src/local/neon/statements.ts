import { DatabaseError } from 'pg'
import type { Lease } from './connections.ts'
import { Cancelled, statementError } from './errors.ts'
import { ResponseText, StatementQuery } from './query.ts'
import type { Mode, Statement } from './request.ts'

/** Runs a single statement and returns its result as JSON. If it fails, the connection is discarded, as on Neon. */
export async function runSingle(lease: Lease, statement: Statement, mode: Mode, gone: AbortSignal): Promise<string> {
  const response = new ResponseText()
  try {
    await run(lease, statement, mode, response, gone)
    lease.giveBack()
    return response.toString()
  } catch (error) {
    lease.discard()
    throw error
  }
}

/**
 * Runs statements in order in one transaction and returns their results as JSON. If a statement fails, the connection
 * is used again after a rollback.
 */
export async function runBatch(lease: Lease, statements: Statement[], mode: Mode, gone: AbortSignal): Promise<string> {
  const response = new ResponseText()
  let isReusable = false
  try {
    await execute(lease, mode.begin)
    response.write('{"results":[')
    for (const [at, statement] of statements.entries()) {
      if (at > 0) response.write(',')
      await run(lease, statement, mode, response, gone).catch((error) => {
        // Any other error leaves the connection in an unknown state.
        isReusable = error instanceof DatabaseError && !gone.aborted
        throw error
      })
    }
    response.write(']}')
    await execute(lease, 'commit')
    isReusable = true
    return response.toString()
  } finally {
    if (isReusable) lease.giveBack()
    else lease.discard()
  }
}

async function execute({ client }: Lease, statement: string): Promise<void> {
  await client.query(statement).catch((error) => Promise.reject(statementError(error)))
}

/** If the client disconnects, the statement is cancelled. */
async function run(
  { client, cancel }: Lease,
  statement: Statement,
  mode: Mode,
  response: ResponseText,
  gone: AbortSignal,
): Promise<void> {
  if (gone.aborted) throw new Cancelled()
  const query = new StatementQuery(statement, mode, response)
  // The only relevant message that `pg` does not pass on by itself.
  const rejectCopy = () => query.handleCopyOutResponse()
  client.connection.on('copyOutResponse', rejectCopy)
  gone.addEventListener('abort', cancel)
  try {
    await client.query(query).done
    if (gone.aborted) throw new Cancelled()
  } finally {
    client.connection.off('copyOutResponse', rejectCopy)
    gone.removeEventListener('abort', cancel)
  }
}
