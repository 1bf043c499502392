/** A figure with its target and its measured value. */
export type Finding = {
  figure: string
  /** The target, such as `≤ 1.5 ×`; empty if there is none. */
  bound: string
  measured: string
  /** The number that is compared with the target. */
  value: number
  /** Undefined if there is no measurement or no target. */
  pass: boolean | undefined
  note?: string
}

const formatNumber = (value: number) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

/** A value with an upper limit. `unit` follows the number, such as `×` or `ms`. */
export function atMost(figure: string, limit: number, unit: string, value: number, note?: string): Finding {
  return evaluate(figure, `≤ ${limit} ${unit}`, unit, value, value <= limit, note)
}

/** A value with a lower limit. */
export function atLeast(figure: string, limit: number, unit: string, value: number, note?: string): Finding {
  return evaluate(figure, `≥ ${limit} ${unit}`, unit, value, value >= limit, note)
}

function evaluate(figure: string, bound: string, unit: string, value: number, pass: boolean, note?: string): Finding {
  return { figure, bound, measured: format(value, unit), value, pass: Number.isNaN(value) ? undefined : pass, note }
}

/** A value that explains others and has no target. */
export function withoutTarget(figure: string, unit: string, value: number, note?: string): Finding {
  return { figure, bound: '', measured: format(value, unit), value, pass: undefined, note }
}

const format = (value: number, unit: string) => (Number.isNaN(value) ? 'n/a' : `${formatNumber(value)} ${unit}`)

/** A figure that was not measured, with the reason in `note`. */
export function skipped(figure: string, bound: string, note: string): Finding {
  return { figure, bound, measured: 'n/a', value: Number.NaN, pass: undefined, note }
}
