import type { ActionRequest } from '../action.ts'
import { wordsFor } from '../words/failures.ts'
import { type Fault, faultInWords } from '../words/validation.ts'
import { type Attempt, attempt, type Remedy, reasonFor, remedyFor } from './attempt.ts'
import type { ImportRow } from './import-rows.ts'

/** The number of rows that one call of the API accepts, and somewhat fewer bytes. */
const MAX_ROWS = 100
const MAX_BYTES = 900 * 1024

/**
 * The outcome of a row. `unknown`: its call failed in a way that does not show whether it was written. `untried`: the
 * import stopped before it.
 */
export interface RowOutcome {
  line: number
  name: string
  ownId: string | undefined
  status: 'created' | 'updated' | 'rejected' | 'unknown' | 'untried'
  /** The customer that was written, or the conflicting one. */
  id?: string
  /** Why the row was not written, or may not have been. */
  error?: string
}

/** Where and why an import stopped. */
export interface Stop {
  line: number
  reason: string
  remedy: Remedy
}

interface BatchResult {
  status: number
  customer: { id: string } | null
  code: string | null
  existing_customer_id: string | null
  detail: Fault[] | null
}

/**
 * Writes the valid rows. After a call that fails, the other rows are not sent. With the same idempotency key, rows that
 * were written before are not written again.
 */
export async function write(
  { call }: Pick<ActionRequest, 'call'>,
  rows: ImportRow[],
  { existing, key }: { existing: string; key: string },
): Promise<{ outcomes: RowOutcome[]; stop: Stop | undefined }> {
  const on_conflict = existing === 'update' ? 'update' : 'error'
  const results = new Map<number, Outcome>()
  let stop: Stop | undefined
  for (const { index, chunk } of chunksOf(rows.filter(({ errors }) => errors.length === 0))) {
    const body = { customers: chunk.map((row) => row.body), on_conflict }
    const sent = await attempt(call, 'POST', '/v1/customers/batch', { body, idempotencyKey: `${key}-${index}` })
    chunk.forEach(({ line }, place) => {
      results.set(line, sent.ok ? outcomeOf(sent.body.results[place]) : failed(sent))
    })
    if (sent.ok) continue
    stop = { line: chunk[0]?.line ?? 0, reason: importReason(sent), remedy: remedyFor(sent) }
    break
  }
  const outcomes = rows.map(({ line, profile, errors }) => {
    const { company_name, email, external_id: ownId } = profile
    const outcome = errors.length > 0 ? rejected(errors.join('; ')) : (results.get(line) ?? UNTRIED)
    return { line, name: company_name ?? email ?? ownId ?? '', ownId, ...outcome }
  })
  return { outcomes, stop }
}

/** The rows in parts that one call accepts. */
function* chunksOf(rows: ImportRow[]): Generator<{ index: number; chunk: ImportRow[] }> {
  let [index, chunk, bytes] = [0, [] as ImportRow[], 0]
  for (const row of rows) {
    const size = new TextEncoder().encode(JSON.stringify(row.body)).length + 1
    if (chunk.length === MAX_ROWS || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield { index, chunk }
      ;[index, chunk, bytes] = [index + 1, [], 0]
    }
    chunk.push(row)
    bytes += size
  }
  if (chunk.length > 0) yield { index, chunk }
}

type Outcome = Pick<RowOutcome, 'status' | 'id' | 'error'>

const rejected = (error: string): Outcome => ({ status: 'rejected', error })
const UNTRIED: Outcome = { status: 'untried', error: 'Not imported: the import stopped before this row' }
const UNCONFIRMED: Outcome = { status: 'unknown', error: 'Possibly imported: the service did not confirm the change' }

function outcomeOf({ status, customer, code, existing_customer_id: other, detail }: BatchResult): Outcome {
  if (customer) return { status: status === 200 ? 'updated' : 'created', id: customer.id }
  if (detail) return rejected(detail.map(faultInWords).join('; '))
  return { ...rejected(wordsFor({ code: code ?? 'conflict' }).text), ...(other && { id: other }) }
}

/** Only a rejection proves that the rows of a call were not written. It is of the call as a whole, not of its rows. */
const failed = (sent: Attempt): Outcome => (sent.isRejected ? UNTRIED : UNCONFIRMED)

function importReason(sent: Attempt): string {
  return sent.isRejected && sent.body?.code === 'idempotency_key_reused' ? REUSED : reasonFor(sent)
}

const REUSED = 'This file was already imported with different columns or a different choice'
