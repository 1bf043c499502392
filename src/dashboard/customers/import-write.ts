import type { ActionRequest } from '../action.ts'
import { type Fault, faultInWords } from '../wording.ts'
import { type Attempt, attempt, needsKey, reasonIn } from './attempt.ts'
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
  needsKey: boolean
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
    stop = { line: chunk[0]?.line ?? 0, reason: importReason(sent), needsKey: needsKey(sent) }
    break
  }
  const outcomes = rows.map(({ line, profile, errors }) => {
    const { company_name, email, external_id: ownId } = profile
    const outcome = errors.length > 0 ? rejected(errors.join('; ')) : (results.get(line) ?? untried(NOT_SENT))
    return { line, name: company_name ?? email ?? ownId ?? '', ownId, ...outcome }
  })
  return { outcomes, stop }
}

const NOT_SENT = 'Not imported: an earlier part of the file failed'

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
const untried = (error: string): Outcome => ({ status: 'untried', error })

function outcomeOf({ status, customer, code, existing_customer_id: other, detail }: BatchResult): Outcome {
  if (customer) return { status: status === 200 ? 'updated' : 'created', id: customer.id }
  if (status !== 409) return rejected(detail?.map(faultInWords).join('; ') ?? 'Invalid')
  return { ...rejected(reasonOf(code)), ...(other && { id: other }) }
}

/** Why a row conflicts with an existing customer. */
export function reasonOf(code: string | null): string {
  if (code === 'email_taken') return 'Another customer has this email'
  if (code === 'external_id_taken') return 'Another customer has this external id'
  return code === 'archived' ? 'An archived customer has this external id' : 'Conflicts with another customer'
}

/** Only a rejection proves that the rows of a call were not written. It is of the call as a whole, not of its rows. */
function failed(sent: Attempt): Outcome {
  if (sent.isRejected) return untried(`Not imported: ${importReason(sent)}`)
  return { status: 'unknown', error: `Possibly imported: ${importReason(sent)}` }
}

function importReason(sent: Attempt): string {
  if (sent.body?.code === 'idempotency_key_reused') return REUSED
  return sent.isRejected ? reasonIn(sent) : 'the service did not confirm it'
}

const REUSED = 'this file was already imported with different columns or a different choice'
