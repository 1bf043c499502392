/**
 * One line of RFC 4180 CSV. What a spreadsheet would treat as a formula is prefixed with an apostrophe, which makes it
 * text: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/**
 * Where a cell can start with a formula: at its beginning and, because a spreadsheet may split at `;` and ignore quotes
 * inside a cell, after a separator.
 */
const FORMULA = /(^|[,;\t\r\n])(?=["\s]*[=+\-@\t\r＝＋－＠])/g
/** The same inside a JSON string: only there can one of these characters follow a separator. */
const FORMULA_IN_JSON = /([,;]["\s]*)([=+\-@＝＋－＠])/g

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const safe = typeof value === 'string' ? value.replace(FORMULA, "$1'") : safeJson(value)
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** An escape instead of an apostrophe leaves the JSON valid and its value unchanged. */
function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(FORMULA_IN_JSON, (_, before: string, sign: string) => {
    return `${before}\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
