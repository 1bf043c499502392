import type { rowCounts } from './schema.ts'
import { type SQL, sql } from './sql.ts'

export type CountRow = Pick<typeof rowCounts.$inferSelect, 'kind'> & { count: number }

/** The stored counts of these kinds, one row per count that is not zero. `migrations/0010_totals.sql` lists them. */
export function selectRowCounts(kinds: readonly string[]): SQL<CountRow> {
  return sql`
    select kind, sum(count)::int as count from row_counts
     where kind = any (${`{${kinds.join(',')}}`}::text[]) group by kind`
}

/** Finds counts in the result of `selectRowCounts`. */
export function countsIn(rows: readonly CountRow[]): (kind: string) => number {
  const counts = new Map(rows.map((row) => [row.kind, row.count]))
  return (kind) => counts.get(kind) ?? 0
}
