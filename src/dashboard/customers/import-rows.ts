import { CustomerInput, type CustomerUpdate } from '../../customers/fields.ts'
import { validationErrorsOf } from '../../validation/pydantic.ts'
import { faultInWords } from '../words/validation.ts'
import type { FileRow, ImportFile } from './import-file.ts'
import { changeBetween, FIELD_NAMES, FIELDS, type FieldName, labelOf, type Profile } from './profile.ts'

/** Headings that mean a field, in lower case without spaces and signs. */
const GUESSES: Record<string, string> = {
  ...{ name: 'company_name', company: 'company_name', customer: 'company_name', firma: 'company_name' },
  ...{ mail: 'email', emailaddress: 'email', branch: 'industry', trade: 'industry', branche: 'industry' },
  ...{ country: 'country_code', land: 'country_code', language: 'locale', sprache: 'locale' },
  ...{ tz: 'timezone', zone: 'timezone', waehrung: 'currency', währung: 'currency' },
}
/** Headings of a column with the tenant’s own customer ids, such as “Customer No” or “Kundennummer”. */
const OWN_ID =
  /^(?:(?:customer|client|account|own|crm|kunden|kd)(?:id|no|nr|number|nummer|ref|reference|code)|ref|reference)$/

function guessOf(heading: string): string | undefined {
  if (OWN_ID.test(heading)) return 'external_id'
  return Object.hasOwn(GUESSES, heading) ? GUESSES[heading] : undefined
}

/** The field with this name or label. */
const fieldNamed = (heading: string) =>
  FIELD_NAMES.find((name) => plain(name) === heading || plain(FIELDS[name]) === heading)

const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The metadata entry that a heading can become. */
export const metadataOf = (heading: string) => `metadata.${[...heading].slice(0, 40).join('')}`

/** A column with all metadata of a customer as JSON, as an export has it. */
export const ALL_METADATA = 'metadata'

/** The probable field of each column; empty if none. No field is used twice. */
export function guessColumns({ headings, rows }: ImportFile): string[] {
  const used = new Set<string>()
  const named = headings.map((heading) => fieldNamed(plain(heading)))
  const hasObjects = (place: number) => rows.every(({ cells }) => /^(?:\{.*\})?$/s.test(cells[place] ?? ''))
  return headings.map((heading, place) => {
    const text = plain(heading)
    if (text === ALL_METADATA && hasObjects(place) && !used.has(ALL_METADATA)) {
      used.add(ALL_METADATA)
      return ALL_METADATA
    }
    const guess = guessOf(text)
    // A column that has the name of a field is preferred to one that only sounds like it.
    const field = named[place] ?? (named.some((one) => one === guess) ? undefined : guess)
    if (!field || used.has(field)) return ''
    used.add(field)
    return field
  })
}

/** The field that a form chose for each column. Anything that is not a field becomes empty. */
export function columnsIn(form: FormData, { headings }: ImportFile): string[] {
  const isField = (name: string) =>
    name === ALL_METADATA || name.startsWith('metadata.') || FIELD_NAMES.includes(name as FieldName)
  return form
    .getAll('column')
    .slice(0, headings.length)
    .map((name) => (isField(String(name)) ? String(name) : ''))
}

/** A row as a customer, and what is wrong with it in words. */
export interface ImportRow {
  /** Number of the row in the file. */
  line: number
  profile: Profile
  /** As the API accepts it. */
  body: Record<string, unknown>
  /** As the API would store it; undefined if the row is not valid. */
  input: CustomerUpdate | undefined
  errors: string[]
}

/** Validates every row with the schema of the API, and finds emails and external ids that occur twice. */
export function rowsOf({ headings, rows }: ImportFile, columns: readonly string[]): ImportRow[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const checked = checkRow(row, columns)
    const { line, profile } = checked
    const errors = [...checked.errors]
    if (row.cells.slice(headings.length).some((cell) => cell !== '')) {
      errors.push('More values than headings; put a value that contains the separator in quotation marks')
    }
    for (const name of ['email', 'external_id'] as const) {
      const value = profile[name]
      if (value === undefined) continue
      const key = `${name} ${name === 'email' ? value.toLowerCase() : value}`
      const first = seen.get(key)
      if (first === undefined) seen.set(key, line)
      else errors.push(`Same ${FIELDS[name].toLowerCase()} as row ${first}`)
    }
    return { ...checked, errors }
  })
}

/** An empty cell is not sent, so it leaves the field of an existing customer unchanged. */
function checkRow({ line, cells }: FileRow, columns: readonly string[]): ImportRow {
  const named = columns.map((name, place) => [name, cells[place] ?? ''] as const)
  const { [ALL_METADATA]: json, ...fields } = Object.fromEntries(
    named.filter(([name, value]) => name !== '' && value !== ''),
  )
  const stored = json === undefined ? {} : objectIn(json)
  const isWrong = stored === undefined
  const change = changeBetween({}, fields)
  const metadata = { ...stored, ...(change.metadata as object | undefined) }
  const hasMetadata = Object.keys(metadata).length > 0
  const body = { ...change, ...(hasMetadata && { metadata }) }
  const entries = Object.entries(stored ?? {}).map(
    ([key, value]) => [`metadata.${key}`, value === null ? '' : String(value)] as const,
  )
  const profile = { ...Object.fromEntries(entries), ...fields }
  const invalid = (...errors: string[]) => ({ line, profile, body, input: undefined, errors })
  if (isWrong) return invalid(`${labelOf(ALL_METADATA)}: ${NOT_AN_OBJECT}`)
  const checked = CustomerInput.safeParse(body, { reportInput: true })
  if (Object.keys(profile).length === 0) return invalid('No values in the imported columns')
  if (checked.success) return { line, profile, body, input: checked.data, errors: [] }
  const errors = validationErrorsOf('body', checked.error.issues).map((fault) => {
    return `${labelOf(fault.loc.slice(1).join('.'))}: ${faultInWords(fault)}`
  })
  return invalid(...errors)
}

const NOT_AN_OBJECT = 'Must be a JSON object, such as {"plan": "gold"}'

function objectIn(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
