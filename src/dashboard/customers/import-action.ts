import type { Action, ActionRequest } from '../action.ts'
import type { Typed } from '../frame/typed.tsx'
import type { Submission } from '../submission.ts'
import { EXISTING } from './import-choices.tsx'
import { decode } from './import-encoding.ts'
import { type ImportFile, MAX_BYTES, readFile, rejectedCsv } from './import-file.ts'
import { renderOutcome } from './import-page.tsx'
import { columnsIn, guessColumns, rowsOf } from './import-rows.ts'
import { write } from './import-write.ts'
import { labelOf } from './profile.ts'

const PAGE = '/dashboard/customers/import'
const TOO_LARGE = `The file is too large; the limit is ${MAX_BYTES / 1024 / 1024} MB.`
/** Enough for the largest form over a slow line of 1 Mbit/s. */
const UPLOAD_MS = 60_000
const TOO_SLOW =
  `The file was not received within ${UPLOAD_MS / 1000} seconds, and nothing was imported. Try again over a faster ` +
  'connection, or split the file into smaller ones and import them one by one.'
const CHANGED =
  'You changed the columns or the choice after the last check, so nothing was imported. ' +
  'Check the rows below, then choose Import.'
const TWICE = 'Two columns are assigned to the same field. Nothing was imported.'

/** Each step sends the file again, because the server does not store it. Only `step=import` writes. */
export const importAction: Action<'/dashboard/customers/import'> = {
  path: PAGE,
  page: () => PAGE,
  // In a later step the same file can take more bytes: in UTF-8, and with two characters per line break.
  limit: 3 * MAX_BYTES,
  timeout: UPLOAD_MS,
  notReceived: ({ show }, code) => show(PAGE, rejectedFile(code === 'body_too_large' ? TOO_LARGE : TOO_SLOW)),
  typed: typedIn,
  async run(request) {
    const { c, form, text, show } = request
    const sent = await fileIn(request)
    if ('error' in sent) return show(PAGE, rejectedFile(sent.error))
    const { file, ...values } = sent
    if (text('step') === 'rejected') {
      return c.body(rejectedCsv(file, reasonsIn(text('reasons'))), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="rejected-rows.csv"',
      })
    }
    const columns = form.has('column') ? columnsIn(form, file) : guessColumns(file)
    const existing = text('existing') === 'update' ? 'update' : 'keep'
    const choices = JSON.stringify([columns, existing])
    const all = { ...values, existing, choices, columns: JSON.stringify(columns) }
    const used = columns.filter(Boolean)
    const preview = (error?: string) => show(PAGE, submission('chosen', all, error ? { error } : {}))
    if (new Set(used).size !== used.length) return preview(TWICE)
    if (text('step') !== 'import') return preview()
    if (form.has('choices') && text('choices') !== choices) return preview(CHANGED)
    const key = text('idempotency_key') || crypto.randomUUID()
    const { outcomes, stop } = await write(request, rowsOf(file, columns), { existing, key })
    const finished = {
      ...submission('finished', { ...all, idempotency_key: key, outcomes: JSON.stringify(outcomes) }),
      failure: { stop },
    }
    const shown = await show(PAGE, finished)
    // The key or the database may have become unavailable. The outcome must still be shown.
    return shown.status === 200 ? shown : renderOutcome(c, finished, file, outcomes)
  },
}

/** The name of the file, and the choices. */
function typedIn(form: FormData): Typed {
  const chosen = form.get('file')
  if (chosen instanceof File) return [['File', chosen.name]]
  const file = readFile(csvIn(form))
  const columns =
    typeof file === 'string'
      ? []
      : columnsIn(form, file).map((name, place) => {
          const heading = file.headings[place] || `Column ${place + 1}`
          return [heading, name === '' ? 'Do not import' : labelOf(name)] as const
        })
  const [keep, update] = EXISTING.choices
  const existing = form.get('existing') === update.value ? update : keep
  return [['File', String(form.get('name') ?? '')], ...columns, [EXISTING.title, existing.label]]
}

const csvIn = (form: FormData) => String(form.get('csv') ?? '').replaceAll(/\r\n?/g, '\n')

type Sent = { file: ImportFile; csv: string; name: string; guess: string } | { error: string }

/** The chosen file, or the one that a later step sends again. */
async function fileIn({ form, text }: ActionRequest): Promise<Sent> {
  const chosen = form.get('file')
  if (!(chosen instanceof File)) {
    const csv = csvIn(form)
    const file = readFile(csv)
    if (typeof file === 'string') return { error: file }
    return { file, csv, name: text('name').slice(0, 200), guess: text('guess').slice(0, 40) }
  }
  if (chosen.size > MAX_BYTES) return { error: TOO_LARGE }
  const decoded = decode(new Uint8Array(await chosen.arrayBuffer()))
  if ('error' in decoded) return decoded
  const { csv, guess = '' } = decoded
  const file = readFile(csv)
  return typeof file === 'string' ? { error: file } : { file, csv, name: chosen.name.slice(0, 200), guess }
}

const rejectedFile = (error: string) => submission('rejected', {}, { error, field: 'file' })

/** An error of a field is below the summary; one of the form is the summary. */
function submission(
  code: string,
  values: Record<string, string>,
  { error, field }: { error?: string; field?: string } = {},
): Submission {
  const errors = error && field ? { [field]: error } : {}
  const summary = field ? 'Choose another file' : (error ?? '')
  return { form: 'import', values, errors, summary, code, status: error ? 422 : 200, failure: {} }
}

/** Reasons by row, as the outcome page sent them. Empty if it sent none. */
function reasonsIn(json: string): Map<number, string> {
  try {
    const list: unknown = JSON.parse(json)
    return new Map(Array.isArray(list) ? list.map(([line, reason]) => [Number(line), String(reason)]) : [])
  } catch {
    return new Map()
  }
}
