type Cell = string | boolean | readonly string[] | null | undefined

/** Rows under their column names, aligned; `-` stands for null. */
export function formatTable<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): string {
  return align([[...columns], ...rows.map((row) => columns.map((column) => text(row[column] as Cell)))])
}

/** Names and their values, one per line. */
export function formatRecord(fields: readonly (readonly [name: string, value: Cell])[]): string {
  return align(fields.map(([name, value]) => [name, text(value)]))
}

function text(value: Cell): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' ? value : value.join(',')
}

function align(lines: string[][]): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => length(line[column]))))
  return lines
    .map((line) => line.map((cell, column) => cell + ' '.repeat((widths?.[column] ?? 0) - length(cell))))
    .map((line) => `${line.join('  ').trimEnd()}\n`)
    .join('')
}

/** Characters as a reader counts them, not UTF-16 units. */
function length(cell = ''): number {
  return [...new Intl.Segmenter().segment(cell)].length
}
