import type { Point } from '../../customers/growth.ts'
import { hrefWith } from '../address.ts'
import { AreaChart } from '../parts/area-chart.tsx'
import { AsTable } from '../parts/as-table.tsx'
import { count } from '../parts/count.ts'
import { Absent } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'
import { signed } from './figures.tsx'

/** Periods that can be chosen, in days. */
export const PERIODS = ['30', '90', '365'] as const
export type Period = (typeof PERIODS)[number]

/** The chart has a value for each day. The table has fewer rows. */
const STEPS: Record<Period, Step> = {
  30: { caption: 'Customers at the end of each day', column: 'Day', isRow: () => true, format: { day: 'numeric' } },
  90: {
    ...{ caption: 'Customers at the end of every seventh day', column: 'Day', format: { day: 'numeric' } },
    isRow: (_, daysAgo) => daysAgo % 7 === 0,
  },
  365: {
    ...{ caption: 'Customers at the end of each month', column: 'Month', format: {} },
    isRow: (day, daysAgo) => daysAgo === 0 || laterMonth(day),
  },
}

interface Step {
  caption: string
  column: string
  isRow: (day: string, daysAgo: number) => boolean
  /** In addition to month and year. */
  format: Intl.DateTimeFormatOptions
}

export function Growth({ url, points, period }: { url: URL; points: readonly Point[]; period: Period }) {
  const days = Number(period)
  const shown = points.slice(-1 - days)
  const [first, middle, last] = [shown[0], shown[(days / 2) | 0], shown.at(-1)] as [Point, Point, Point]
  const { caption, column, isRow, format } = STEPS[period]
  const rows = shown.filter(({ day }, index) => isRow(day, days - index))
  return (
    <Section title="Customers over time" action={<Periods url={url} period={period} />}>
      <figure class="chart">
        <AreaChart
          label={described(shown)}
          values={shown.map(({ customers }) => customers)}
          ends={[dated(first, true), dated(middle, false), dated(last, true)]}
        />
        <AsTable
          caption={caption}
          columns={[{ label: column }, { label: 'Customers', number: true }, { label: 'Change', number: true }]}
          rows={rows.map(({ day, customers }, index) => [
            dayOf(day, { ...format, month: 'short', year: 'numeric' }),
            count(customers),
            rows[index - 1] ? signed(customers - (rows[index - 1] as Point).customers) : <Absent />,
          ])}
        />
      </figure>
    </Section>
  )
}

function Periods({ url, period }: { url: URL; period: Period }) {
  return (
    <nav class="segmented" aria-label="Period">
      {PERIODS.map((days) => (
        <a href={hrefWith(url, { days })} aria-current={days === period ? 'true' : undefined}>
          {days} days
        </a>
      ))}
    </nav>
  )
}

/** The chart in a sentence. */
export function described(points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)] as [Point, Point]
  const long = ({ day }: Point) => dayOf(day, { day: 'numeric', month: 'long', year: 'numeric' })
  const change = last.customers - first.customers
  if (change === 0) return `${count(last.customers)} customers on ${long(last)}, as many as on ${long(first)}.`
  const [from, to] = [first, last].map((point) => `${count(point.customers)} on ${long(point)}`)
  return `The number of customers ${change > 0 ? 'rose' : 'fell'} from ${from} to ${to}.`
}

const dated = ({ day }: Point, withYear: boolean) =>
  dayOf(day, { day: 'numeric', month: 'short', ...(withYear && { year: 'numeric' }) })

const dayOf = (day: string, format: Intl.DateTimeFormatOptions) =>
  new Date(day).toLocaleDateString('en-GB', { ...format, timeZone: 'UTC' })

/** Whether a day is the last of its month. */
const laterMonth = (day: string) => new Date(Date.parse(day) + 24 * 60 * 60_000).getUTCDate() === 1
