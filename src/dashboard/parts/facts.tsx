import type { Child } from 'hono/jsx'

/** Pairs of name and value. */
export function Facts({ items }: { items: readonly (readonly [name: string, value: Child] | false)[] }) {
  return (
    <dl class="facts">
      {items.map(
        (item) =>
          item && (
            <div class="group">
              <dt>{item[0]}</dt>
              <dd>{item[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

/** Placeholder for a missing value. */
export function Absent() {
  return <span class="absent">–</span>
}

/** The value, or a dash. */
export function orAbsent(value: string | number | null | undefined) {
  return value === null || value === undefined || value === '' ? <Absent /> : value
}
