/** Tells spreadsheets that a file is in UTF-8. */
export const BYTE_ORDER_MARK = '\u{feff}'

/**
 * One line of RFC 4180 CSV. Text that a spreadsheet would treat as a formula is prefixed with an apostrophe:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(cells: readonly unknown[], separator = ','): string {
  return `${cells.map((value) => cell(value, separator)).join(separator)}\r\n`
}

/** The text that became this cell of a line: without the apostrophes in front of formulas. */
export function unescaped(cell: string): string {
  return cell.replace(ESCAPED, '')
}

/**
 * Where a cell can start with a formula: at its beginning and, because a spreadsheet may split at `;` and ignore quotes
 * inside a cell, after a separator. Existing apostrophes are matched too, so that `unescaped` can remove exactly one.
 */
const FORMULA = /(?<=^|[,;\t\r\n])(?='*(?:"|[^\S\t\r\n])*[=+\-@\t\r＝＋－＠])/g
const ESCAPED = new RegExp(`${FORMULA.source.replace('(?=', "'(?=")}`, 'g')
/** The same inside a JSON string: only there can one of these characters follow a separator. */
const FORMULA_IN_JSON = /([,;]["\s]*)(['=+\-@＝＋－＠])/g

function cell(value: unknown, separator: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const safe = typeof value === 'string' ? value.replace(FORMULA, "'") : safeJson(value)
  const isQuoted = /[",;\t\r\n]/.test(safe) || safe.includes(separator) || safe !== safe.trim()
  return isQuoted ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** An escape instead of an apostrophe leaves the JSON valid and its value unchanged. */
function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(FORMULA_IN_JSON, (_, before: string, sign: string) => {
    return `${before}\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
