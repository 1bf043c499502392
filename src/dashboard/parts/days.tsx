import type { Child } from 'hono/jsx'
import { dayOf } from './time.tsx'

interface DaysProps<Entry> {
  entries: readonly Entry[]
  /** The time of an entry. */
  at: (entry: Entry) => string
  now: Date
  /** An entry as an item of a list. */
  item: (entry: Entry) => Child
}

/** Entries by day, in their order. */
export function Days<Entry>({ entries, at, now, item }: DaysProps<Entry>) {
  const days = Map.groupBy(entries, (entry) => dayOf(at(entry), now))
  return (
    <>
      {[...days].map(([day, ofDay]) => (
        <>
          <h3>{day}</h3>
          <ol>{ofDay.map(item)}</ol>
        </>
      ))}
    </>
  )
}
