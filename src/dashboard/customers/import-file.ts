import { type ParseError, parse } from 'papaparse'
import { BYTE_ORDER_MARK, csvLine, unescaped } from '../../customers/csv.ts'

/** Maximum size of a file: bytes, rows and columns. */
export const MAX_BYTES = 2 * 1024 * 1024
export const MAX_ROWS = 1000
const MAX_COLUMNS = 100
/** Maximum length of the headings in characters; usual files stay below it. */
const HEADINGS_LENGTH = 20_000
const SEPARATORS = [';', '\t', '|', ',']
/** Heading of the reasons in a file of rejected rows. A longer name, so that no file has such a column of its own. */
const REASON = 'import_error'

/** A parsed file: the headings, and the cells of each row that has any. */
export interface ImportFile {
  separator: string
  headings: string[]
  rows: FileRow[]
}

export interface FileRow {
  /** Number of the row as a spreadsheet counts it; the headings are row 1. */
  line: number
  cells: string[]
}

/** Reads CSV with any usual separator, or returns what is wrong with it. Reverts the escaping of an export. */
export function readFile(csv: string): ImportFile | string {
  const [, declared] = /^sep=(.)\n/.exec(csv) ?? []
  const text = declared ? csv.slice(csv.indexOf('\n') + 1) : csv
  if (text.trim() === '') return 'The file is empty.'
  if (/^\s*(?:[[{]\s*["{[\]}]|<[!?a-z])/i.test(text)) return 'This is not a CSV file.'
  const separator = declared ?? separatorIn(text)
  const { data, errors } = parse<string[]>(text, { delimiter: separator })
  const [error] = errors.filter(({ type }) => type === 'Quotes')
  if (error) return quotesError(error)
  const all = data.map((cells, index) => ({ line: index + 1, cells: cells.map((cell) => unescaped(cell.trim())) }))
  const [headings, ...rows] = all.filter(({ cells }) => cells.some((cell) => cell !== ''))
  if (!headings || rows.length === 0) {
    return 'The file has no rows. It needs a line of headings and at least one more line.'
  }
  if (rows.length > MAX_ROWS) return `The file has ${rows.length} rows; at most ${MAX_ROWS} are allowed.`
  const columns = headings.cells.length
  if (columns > MAX_COLUMNS) return `The file has ${columns} columns; at most ${MAX_COLUMNS} are allowed.`
  return { separator, headings: headings.cells, rows }
}

/** The separator that occurs most often in the headings. Comma comes last, because headings may contain commas. */
function separatorIn(csv: string): string {
  const [headings = ''] = /^\s*(?:"[^"]*"|[^"\n])*/.exec(csv.slice(0, HEADINGS_LENGTH)) ?? []
  const bare = headings.replaceAll(/"[^"]*"/g, '')
  const [best] = SEPARATORS.map((separator) => ({ separator, number: bare.split(separator).length - 1 })).sort(
    (one, other) => other.number - one.number,
  )
  return best && best.number > 0 ? best.separator : ','
}

function quotesError({ code, row = 0 }: ParseError): string {
  return code === 'MissingQuotes'
    ? `Row ${row + 1} has a quotation mark that is never closed.`
    : `Row ${row + 1} has a quotation mark inside a quoted value; write it twice.`
}

/**
 * The rows with these numbers as CSV in the format of the file. The last column is the reason, which replaces an
 * earlier one. Importing the result gives the same values.
 */
export function rejectedCsv({ separator, headings, rows }: ImportFile, reasons: ReadonlyMap<number, string>): string {
  const width = headings.at(-1) === REASON ? headings.length - 1 : headings.length
  const lines = rows.flatMap(({ line, cells }) => {
    const reason = reasons.get(line)
    if (reason === undefined) return []
    const named = headings.slice(0, width).map((_, place) => cells[place] ?? '')
    return [[...named, reason, ...cells.slice(headings.length)]]
  })
  const declared = SEPARATORS.includes(separator) ? '' : `sep=${separator}\r\n`
  const all = [[...headings.slice(0, width), REASON], ...lines]
  return BYTE_ORDER_MARK + declared + all.map((cells) => csvLine(cells, separator)).join('')
}
