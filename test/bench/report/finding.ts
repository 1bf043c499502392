/** A figure that is to be reached, and what was measured. */
export type Finding = {
  figure: string
  /** What is to be reached, such as `≤ 1.5 ×`; empty where nothing is. */
  bound: string
  measured: string
  /** The number of `measured` that is held against the bound. */
  value: number
  /** Undefined where it could not be measured, and where nothing is to be reached. */
  pass: boolean | undefined
  note?: string
}

const shown = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

/** A value that may be that large. `unit` follows the number, such as `×` or `ms`. */
export function atMost(figure: string, limit: number, unit: string, value: number, note?: string): Finding {
  return judge(figure, `≤ ${limit} ${unit}`, unit, value, value <= limit, note)
}

/** A value that must be that large. */
export function atLeast(figure: string, limit: number, unit: string, value: number, note?: string): Finding {
  return judge(figure, `≥ ${limit} ${unit}`, unit, value, value >= limit, note)
}

function judge(figure: string, bound: string, unit: string, value: number, pass: boolean, note?: string): Finding {
  return { figure, bound, measured: tell(value, unit), value, pass: Number.isNaN(value) ? undefined : pass, note }
}

/** A value that explains others. */
export function untargeted(figure: string, unit: string, value: number, note?: string): Finding {
  return { figure, bound: '', measured: tell(value, unit), value, pass: undefined, note }
}

const tell = (value: number, unit: string) => (Number.isNaN(value) ? 'n/a' : `${shown(value)} ${unit}`)

/** A figure that was not measured, and why. */
export function skipped(figure: string, bound: string, note: string): Finding {
  return { figure, bound, measured: 'n/a', value: Number.NaN, pass: undefined, note }
}
