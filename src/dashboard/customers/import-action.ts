import type { Action, ActionRequest } from '../action.ts'
import type { Submission } from '../submission.ts'
import { faultyCsv, guessColumns, type ImportRow, MAX_BYTES, MAX_ROWS, readFile, rowsOf } from './import-file.ts'

const PAGE = '/dashboard/customers/import'
/** As many as one call of the API accepts. */
const CHUNK = 100

/** What became of a row. */
export interface RowOutcome {
  line: number
  name: string
  /** The new customer, or the one that is in the way. */
  id?: string
  /** Why it was not imported. */
  error?: string
}

/** Each step sends the file again, because the server keeps none. Only `step=import` writes. */
export const importAction: Action<'/dashboard/customers/import'> = {
  path: PAGE,
  limit: 3 * MAX_BYTES,
  async run(request) {
    const { c, form, text, show } = request
    const chosen = form.get('file')
    const csv = chosen instanceof File ? await chosen.text() : String(form.get('csv') ?? '')
    const name = (chosen instanceof File ? chosen.name : text('name')).slice(0, 200)
    const file = csv.length > MAX_BYTES ? undefined : readFile(csv)
    if (!file || file.rows.length > MAX_ROWS) {
      const error =
        csv.length > MAX_BYTES || file
          ? `The file is too large: at most 1 MB and ${MAX_ROWS} rows are allowed.`
          : 'The file has no rows: a CSV file with a line of headings and at least one more line is needed.'
      return show(PAGE, submission('rejected', {}, { file: error }))
    }
    if (text('step') === 'faulty') {
      return c.body(faultyCsv(file, reasonsIn(text('reasons'))), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="invalid-rows.csv"',
      })
    }
    const columns = form.has('column')
      ? form.getAll('column').map(String).slice(0, file.headings.length)
      : guessColumns(file)
    const values = { csv, name, columns: JSON.stringify(columns) }
    const used = columns.filter(Boolean)
    const isTwice = new Set(used).size !== used.length
    if (isTwice) return show(PAGE, submission('chosen', values, { columns: 'Two columns become the same field.' }))
    if (text('step') !== 'import') return show(PAGE, submission('chosen', values))
    const outcomes = await write(request, rowsOf(file, columns))
    return show(PAGE, submission('finished', { ...values, outcomes: JSON.stringify(outcomes) }))
  },
}

function submission(code: string, values: Record<string, string>, errors: Record<string, string> = {}): Submission {
  const isFaulty = Object.keys(errors).length > 0
  const status = isFaulty ? 422 : 200
  return { form: 'import', values, errors, summary: 'One field needs a correction', code, status, failure: {} }
}

/** Creates the valid rows, up to 100 per call. After a call fails, the other rows are left out. */
async function write({ call, text }: ActionRequest, rows: ImportRow[]): Promise<RowOutcome[]> {
  const outcomes = new Map<number, RowOutcome>()
  const nameOf = ({ input }: ImportRow) => String(input.company_name ?? input.email ?? input.external_id ?? '')
  for (const row of rows) {
    outcomes.set(row.line, { line: row.line, name: nameOf(row), error: row.errors.join('; ') || 'Not sent' })
  }
  const valid = rows.filter(({ errors }) => errors.length === 0)
  const key = text('idempotency_key')
  let failure: string | undefined
  for (let start = 0; start < valid.length; start += CHUNK) {
    const chunk = valid.slice(start, start + CHUNK)
    const body = { customers: chunk.map(({ input }) => input) }
    const result = failure
      ? undefined
      : await call('POST', '/v1/customers/batch', { body, idempotencyKey: key && `${key}-${start}` })
    if (result && !result.ok) failure = `Not imported: ${detailOf(result.body)}`
    chunk.forEach((row, index) => {
      const one = result?.ok ? result.body.results[index] : undefined
      const base = { line: row.line, name: nameOf(row) }
      outcomes.set(row.line, one ? { ...base, ...outcomeOf(one) } : { ...base, error: failure ?? 'Not sent' })
    })
  }
  return [...outcomes.values()]
}

interface BatchResult {
  status: number
  customer: { id: string } | null
  code: string | null
  existing_customer_id: string | null
  detail: { msg: string }[] | null
}

function outcomeOf({ status, customer, code, existing_customer_id: other, detail }: BatchResult) {
  if (customer) return { id: customer.id }
  if (status !== 409) return { error: detail?.map(({ msg }) => msg).join('; ') ?? 'Invalid' }
  return { error: reasonOf(code), ...(other && { id: other }) }
}

/** Why a row conflicts with a customer that exists. */
export function reasonOf(code: string | null): string {
  if (code === 'email_taken') return 'Another customer has this email'
  return code === 'external_id_taken' ? 'Another customer has this own id' : 'Conflicts with another customer'
}

const detailOf = (body: unknown) => {
  const { detail } = Object(body) as { detail?: unknown }
  return typeof detail === 'string' ? detail : 'the request was rejected'
}

/** Reasons by line, as the page of the outcome sent them. Empty if it did not. */
function reasonsIn(json: string): Map<number, string> {
  try {
    const list: unknown = JSON.parse(json)
    return new Map(Array.isArray(list) ? list.map(([line, reason]) => [Number(line), String(reason)]) : [])
  } catch {
    return new Map()
  }
}
