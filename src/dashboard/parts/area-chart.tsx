import { count } from './count.ts'

interface AreaChartProps {
  /** What the chart shows, in a sentence. */
  label: string
  /** At least two, at equal distances. None is negative. */
  values: readonly number[]
  /** Labels below the first, the middle and the last value. */
  ends: readonly [first: string, middle: string, last: string]
}

/** Height of the drawing in its own units. */
const HEIGHT = 1000
/** Space above the largest value, as a share of it. */
const HEADROOM = 1.09
/** A mark that would touch the label of the first value is left out. */
const TOUCHING = 0.11 * HEIGHT

/** A line over an area from zero, with the first and last value. The drawing stretches, but the text does not. */
export function AreaChart({ label, values, ends: [first, middle, last] }: AreaChartProps) {
  const top = Math.max(...values, 1) * HEADROOM
  const heightOf = (value: number) => Math.round(HEIGHT * (1 - value / top))
  const at = (value: number) => `${(heightOf(value) / HEIGHT) * 100}%`
  const line = `M${values.map((value, index) => `${index} ${heightOf(value)}`).join(' ')}`
  const width = values.length - 1
  const start = values[0] ?? 0
  const end = values.at(-1) ?? 0
  const isClear = (mark: number) => mark === 0 || Math.abs(heightOf(mark) - heightOf(start)) > TOUCHING
  const marks = marksUpTo(top / HEADROOM).filter(isClear)
  return (
    <svg role="img" aria-label={label}>
      {marks.map((mark) => (
        <line class="grid" x2="100%" y1={at(mark)} y2={at(mark)} />
      ))}
      {marks
        .filter((mark) => mark > 0)
        .map((mark) => (
          <text y={at(mark)} dy="-5">
            {count(mark)}
          </text>
        ))}
      <svg aria-hidden="true" width="100%" height="100%" viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none">
        <path class="area" d={`${line}V${HEIGHT}H0z`} />
        <path class="line" d={line} />
      </svg>
      <circle cx="100%" cy={at(end)} r="4" />
      <text class="value" y={at(start)} dy="-10">
        {count(start)}
      </text>
      <text class="value" x="100%" y={at(end)} dy="-12" text-anchor="end">
        {count(end)}
      </text>
      <text y="100%" dy="20">
        {first}
      </text>
      <text x="50%" y="100%" dy="20" text-anchor="middle">
        {middle}
      </text>
      <text x="100%" y="100%" dy="20" text-anchor="end">
        {last}
      </text>
    </svg>
  )
}

/** Zero and one to four round numbers up to the largest value. */
export function marksUpTo(largest: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(largest, 1)))
  const step = Math.max(1, [0.2, 0.5, 1, 2, 5].map((one) => one * magnitude).find((one) => largest / one < 4) ?? 1)
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, index) => index * step)
}
