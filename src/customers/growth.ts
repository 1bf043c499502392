import { type SQL, sql } from '../db/sql.ts'

// The daily change in the number of customers that are not archived, by day in UTC. Triggers count each change when it
// happens, so a later change never rewrites it.

/** A day as YYYY-MM-DD, and the customers created or restored on it, less those archived. */
export type ChangeRow = { day: string; change: number }
/** A day, and the number of customers at its end. */
export type Point = { day: string; customers: number }

const DAY_MS = 24 * 60 * 60_000
const KIND = 'customers_on_'

/** The day this number of days later. */
export function laterDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

/** One row per day from `since` on, for the days with a change. */
export function selectChanges(since: string): SQL<ChangeRow> {
  return sql`
    select right(kind, 10) as day, sum(count)::int as change from row_counts
     where kind between ${KIND + since} and ${`${KIND}9999-12-31`} group by kind having sum(count) <> 0`
}

/**
 * The number of customers at the end of each day, from `days` days ago to today. The last is the current total, from
 * which the others follow. A customer that was loaded with a time in the future counts today.
 */
export function growthOf(rows: readonly ChangeRow[], total: number, today: string, days: number): Point[] {
  const changes = new Map<string, number>()
  for (const { day, change } of rows) {
    const counted = day > today ? today : day
    changes.set(counted, (changes.get(counted) ?? 0) + change)
  }
  const points: Point[] = []
  let customers = total
  for (let ago = 0; ago <= days; ago++) {
    const day = laterDay(today, -ago)
    points.unshift({ day, customers })
    customers -= changes.get(day) ?? 0
  }
  return points
}
