import { AsTable } from './as-table.tsx'
import { Badge } from './badge.tsx'
import type { Tone } from './banner.tsx'
import { count } from './count.ts'
import { Absent } from './facts.tsx'

export interface Bar {
  label: string
  tone: Tone
  value: number
  /** The list that the bar counts. */
  href: string
}

/** One bar per status, scaled to the largest, and the same data as a table. */
export function Bars({ caption, bars }: { caption: string; bars: readonly Bar[] }) {
  const values = bars.map(({ value }) => value)
  const largest = Math.max(...values)
  const total = values.reduce((sum, value) => sum + value, 0)
  return (
    <>
      <ul class="bars">
        {bars.map(({ label, tone, value, href }) => (
          <li>
            <a href={href}>
              <Badge tone={tone}>{label}</Badge>
              <svg data-tone={tone} aria-hidden="true">
                <rect class="rest" width="100%" height="8" />
                {value > 0 && <rect width={`${Math.max(SMALLEST, (value / largest) * 100).toFixed(1)}%`} height="8" />}
              </svg>
              <span class="num">{count(value)}</span>
            </a>
          </li>
        ))}
      </ul>
      <AsTable
        caption={caption}
        columns={[{ label: 'Status' }, { label: 'Number', number: true }, { label: 'Share', number: true }]}
        rows={bars.map(({ label, value }) => [label, count(value), total > 0 ? share(value / total) : <Absent />])}
      />
    </>
  )
}

/** Minimum width in percent, so that small values stay visible. */
const SMALLEST = 1.6

/** Such as “73.8%”. */
export const share = (part: number) => `${(part * 100).toFixed(1)}%`
