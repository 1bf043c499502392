/** Runs one statement and returns its rows: `pg` in Node, the Neon driver in workerd. */
export type Query = (text: string, params?: unknown[]) => Promise<Record<string, unknown>[]>

/**
 * SQL for a timestamp as RFC 3339 text in UTC with microseconds. Text, because drivers convert timestamps to dates and
 * lose the microseconds; through JSON, because the session may have any time zone and date style.
 */
export function instantOf(column: string): string {
  return `to_jsonb(${column} at time zone 'UTC') #>> '{}' || 'Z'`
}
