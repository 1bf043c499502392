/** Runs one statement and answers its rows: `pg` in Node, the Neon driver in workerd. */
export type Query = (text: string, params?: unknown[]) => Promise<Record<string, unknown>[]>

/** What the operator asked for cannot be done. The message is one plain sentence, fit to be shown. */
export class OperatorError extends Error {
  override name = 'OperatorError'
}

/**
 * SQL for a time as RFC 3339 in UTC, with its microseconds. Text, because drivers make dates of times and lose them;
 * through JSON, because a session may have any time zone and date style.
 */
export function instantOf(column: string): string {
  return `to_jsonb(${column} at time zone 'UTC') #>> '{}' || 'Z'`
}
