import { parse, unparse } from 'papaparse'
import { CustomerInput } from '../../customers/fields.ts'
import { validationErrorsOf } from '../../validation/pydantic.ts'
import { changeBetween, FIELD_NAMES, FIELDS } from './profile.ts'

/** The largest file, in bytes and rows. */
export const MAX_BYTES = 1024 * 1024
export const MAX_ROWS = 1000

/** A parsed file: the headings and the cells of each row. */
export interface ImportFile {
  headings: string[]
  rows: string[][]
}

/** Headings that mean a field, in lower case without spaces and signs. */
const GUESSES: Record<string, string> = {
  ...{ name: 'company_name', company: 'company_name', customer: 'company_name', firma: 'company_name' },
  ...{ mail: 'email', emailaddress: 'email', branch: 'industry', trade: 'industry', branche: 'industry' },
  ...{ country: 'country_code', land: 'country_code', language: 'locale', sprache: 'locale' },
  ...{ ownid: 'external_id', customerid: 'external_id', customernumber: 'external_id', kdnr: 'external_id' },
  ...{ tz: 'timezone', zone: 'timezone', waehrung: 'currency', währung: 'currency' },
}
const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Reads CSV with any usual separator. Undefined if it has no rows. */
export function readFile(csv: string): ImportFile | undefined {
  const { data } = parse<string[]>(csv.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' })
  const [headings, ...rows] = data.map((cells) => cells.map((cell) => cell.trim()))
  return headings && rows.length > 0 ? { headings, rows } : undefined
}

/** The metadata entry that a heading can become. */
export const metadataOf = (heading: string) => `metadata.${heading.slice(0, 40)}`

/** For each column the field that it probably is; empty if none. No field is used twice. */
export function guessColumns({ headings }: ImportFile): string[] {
  const used = new Set<string>()
  return headings.map((heading) => {
    const text = plain(heading)
    const field = FIELD_NAMES.find((name) => plain(name) === text || plain(FIELDS[name]) === text) ?? GUESSES[text]
    if (!field || used.has(field)) return ''
    used.add(field)
    return field
  })
}

/** A row as a customer, and what is wrong with it in words. */
export interface ImportRow {
  /** In the file, whose first line has the headings. */
  line: number
  input: Record<string, unknown>
  errors: string[]
}

/** Validates every row with the schema of the API, and finds emails and own ids that occur twice. */
export function rowsOf({ rows }: ImportFile, columns: readonly string[]): ImportRow[] {
  const seen = new Map<string, number>()
  return rows.map((cells, index) => {
    const line = index + 2
    const named = columns.map((name, place) => [name, cells[place] ?? ''] as const)
    const profile = Object.fromEntries(named.filter(([name, value]) => name !== '' && value !== ''))
    const input = changeBetween({}, profile)
    const checked = CustomerInput.safeParse(input, { reportInput: true })
    const errors = checked.success
      ? []
      : validationErrorsOf('body', checked.error.issues).map(({ loc, msg }) => `${labelled(String(loc[1]))}: ${msg}`)
    if (Object.keys(profile).length === 0) errors.push('No value in a column that is used')
    for (const name of ['email', 'external_id'] as const) {
      const value = profile[name]
      if (value === undefined) continue
      const key = `${name} ${name === 'email' ? value.toLowerCase() : value}`
      const first = seen.get(key)
      if (first === undefined) seen.set(key, line)
      else errors.push(`Same ${FIELDS[name].toLowerCase()} as row ${first}`)
    }
    return { line, input, errors }
  })
}

const labelled = (name: string) => FIELDS[name as keyof typeof FIELDS] ?? name

/** The rows with these lines as CSV, with the reason at the end. Formulas become text. */
export function faultyCsv({ headings, rows }: ImportFile, reasons: ReadonlyMap<number, string>): string {
  const lines = rows.flatMap((cells, index) => {
    const reason = reasons.get(index + 2)
    return reason === undefined ? [] : [[...headings.map((_, place) => cells[place] ?? ''), reason]]
  })
  return unparse([[...headings, 'error'], ...lines], { escapeFormulae: true })
}
