import { type SQL, sql } from 'drizzle-orm'

// The only way to write SQL. A statement names the type of its rows: sql<CustomerRow>`select …`. It is a plain value;
// only `db.batch` runs it.

export { type SQL, sql }

/** Joins conditions with `and`. `false` leaves one out; an undefined condition is a type error. */
export function and(...conditions: (SQL | false)[]): SQL {
  const included = conditions.filter((condition) => condition !== false)
  return included.length > 0 ? sql.join(included, sql` and `) : sql`true`
}

/** A condition that the column has one of the values, each converted by `write`. `false` if there are none. */
export function isOneOf<Value>(
  column: SQL,
  values: readonly Value[] | undefined,
  write: (value: Value) => SQL = (value) => sql`${value}`,
): SQL | false {
  if (!values) return false
  const [only, ...others] = values.map(write)
  return only && others.length === 0
    ? sql`${column} = ${only}`
    : sql`${column} in (${sql.join(values.map(write), sql`, `)})`
}

/** A value as `uuid`. */
export const asUuid = (id: string): SQL => sql`${id}::uuid`

/** A value as `jsonb`. */
export function asJson(value: unknown): SQL {
  return sql`${JSON.stringify(value)}::jsonb`
}

const PARTS = Symbol('parts')

/** A statement with common table expressions: `with <tables> <main>`. */
export function withTables<Row>(tables: SQL, main: SQL<Row>): SQL<Row> {
  return Object.assign(sql<Row>`with ${tables} ${main}`, { [PARTS]: { tables, main } })
}

/**
 * The parts of a statement, so that another statement can contain it: data-modifying expressions must be at the top
 * level.
 */
export function partsOf<Row>(statement: SQL<Row>): { tables?: SQL; main: SQL<Row> } {
  return (statement as { [PARTS]?: { tables: SQL; main: SQL<Row> } })[PARTS] ?? { main: statement }
}
