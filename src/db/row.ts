/** A row lacks a column that the code reads: the database and this release do not match. */
export class MissingColumn extends Error {
  override readonly name = 'MissingColumn'
  /** Written to the log. */
  readonly column: string

  constructor(column: string) {
    super(`the row has no column ${column}`)
    this.column = column
  }
}

/** Consulted only for names that the row itself lacks. `then` and `toJSON` are read by the language. */
const ABSENT = new Proxy(Object.create(null) as object, {
  get(_, name) {
    if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
    throw new MissingColumn(name)
  },
})

/**
 * The row itself, which from now on throws for a column that it lacks instead of returning `undefined`, which JSON
 * would omit. For database rows, and for rows in their JSON columns. A copy of the row is an ordinary object again.
 */
export function strict<Row extends object>(row: Row): Row {
  return Object.setPrototypeOf(row, ABSENT)
}
