import type { ActionRequest, ApiResult } from '../action.ts'
import type { ImportRow } from './import-rows.ts'

/** As many rows as one call of the API accepts, and somewhat fewer bytes. */
const MAX_ROWS = 100
const MAX_BYTES = 900 * 1024

/** What became of a row. */
export interface RowOutcome {
  line: number
  name: string
  ownId: string | undefined
  status: 'created' | 'updated' | 'rejected'
  /** The customer that was written, or the one that is in the way. */
  id?: string
  /** Why the row was rejected. */
  error?: string
}

interface BatchResult {
  status: number
  customer: { id: string } | null
  code: string | null
  existing_customer_id: string | null
  detail: { msg: string }[] | null
}

/** Writes the valid rows. After a call that fails, the other rows are not sent. */
export async function write(request: ActionRequest, rows: ImportRow[], existing: string): Promise<RowOutcome[]> {
  const on_conflict = existing === 'update' ? 'update' : 'error'
  const results = new Map<number, ReturnType<typeof outcomeOf>>()
  let failure: string | undefined
  for (const { index, chunk } of chunksOf(rows.filter(({ errors }) => errors.length === 0))) {
    if (failure !== undefined) break
    const body = { customers: chunk.map((row) => row.body), on_conflict }
    const result = await send(request, body, index)
    if (!result.ok) failure = failureOf(result)
    chunk.forEach(({ line }, place) => {
      const one = result.ok ? result.body.results[place] : undefined
      results.set(line, one ? outcomeOf(one) : rejected(failure ?? NOT_SENT))
    })
  }
  return rows.map(({ line, profile, errors }) => {
    const { company_name, email, external_id: ownId } = profile
    const outcome = errors.length > 0 ? rejected(errors.join('; ')) : (results.get(line) ?? rejected(NOT_SENT))
    return { line, name: company_name ?? email ?? ownId ?? '', ownId, ...outcome }
  })
}

const NOT_SENT = 'Not imported: an earlier part of the file failed'

/** The idempotency key makes it safe to repeat a call whose outcome is unknown. */
async function send({ call, text }: ActionRequest, body: unknown, index: number): Promise<ApiResult> {
  const key = text('idempotency_key')
  const options = { body, idempotencyKey: key && `${key}-${index}` }
  const result = await call('POST', '/v1/customers/batch', options)
  return key && result.status >= 500 ? call('POST', '/v1/customers/batch', options) : result
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

const rejected = (error: string) => ({ status: 'rejected' as const, error })

function outcomeOf({ status, customer, code, existing_customer_id: other, detail }: BatchResult) {
  if (customer) return { status: status === 200 ? ('updated' as const) : ('created' as const), id: customer.id }
  if (status !== 409) return rejected(detail?.map(({ msg }) => msg).join('; ') ?? 'Invalid')
  return { ...rejected(reasonOf(code)), ...(other && { id: other }) }
}

/** Why a row conflicts with a customer that exists. */
export function reasonOf(code: string | null): string {
  if (code === 'email_taken') return 'Another customer has this email'
  if (code === 'external_id_taken') return 'Another customer has this own id'
  return code === 'archived' ? 'An archived customer has this own id' : 'Conflicts with another customer'
}

/** The rows of a call without a response may have been written. */
function failureOf({ body }: ApiResult): string {
  const { detail, code } = Object(body) as { detail?: unknown; code?: unknown }
  const reason = typeof detail === 'string' ? detail : 'the request was rejected'
  return code === 'outcome_unknown' ? `Perhaps imported: ${reason}` : `Not imported: ${reason}`
}
