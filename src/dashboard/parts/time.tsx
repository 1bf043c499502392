const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const SHORT_DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' })
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

interface TimeProps {
  /** RFC 3339. */
  at: string
  now: Date
  /** As date and time instead of relative to now. */
  exact?: boolean
  /** Only the date, such as “25 December 2026”, or “25 Dec 2026” if `short`. */
  date?: boolean | 'short'
}

/** A point in time, relative to now, with the exact time as its title. */
export function Time({ at, now, exact = false, date = false }: TimeProps) {
  const then = new Date(at)
  const full = `${DATE.format(then)}, ${CLOCK.format(then)} UTC`
  const text = exact ? full : date ? (date === 'short' ? SHORT_DATE : DATE).format(then) : relative(then, now)
  return (
    <time datetime={at} title={full}>
      {text}
    </time>
  )
}

/** Hours and minutes of a time whose day is known. */
export function Clock({ at }: { at: string }) {
  const then = new Date(at)
  return (
    <time datetime={at} title={`${DATE.format(then)}, ${CLOCK.format(then)} UTC`}>
      {CLOCK.format(then).slice(0, 5)}
    </time>
  )
}

/** Day, hours and minutes, such as “24 Nov, 16:04”. */
export function Moment({ at }: { at: string }) {
  const then = new Date(at)
  return (
    <time datetime={at} title={`${DATE.format(then)}, ${CLOCK.format(then)} UTC`}>
      {DAY.format(then)}, {CLOCK.format(then).slice(0, 5)}
    </time>
  )
}

const MINUTE = 60_000
const UNITS = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['week', 7 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const

/** Such as “3 hours ago” or “in 5 days”. Weeks, months and years are used from two on. */
export function relative(then: Date, now: Date): string {
  const difference = then.getTime() - now.getTime()
  const distance = Math.abs(difference)
  const [unit, size] = UNITS.find(([name, one]) => distance >= (/week|month|year/.test(name) ? 2 : 1) * one) ?? []
  return unit ? RELATIVE.format(Math.trunc(difference / size), unit) : difference > 0 ? 'in a moment' : 'just now'
}

/** The day of a time: “Today”, “Yesterday”, “Tuesday 24 November”, or a date with its year. */
export function dayOf(at: string, now: Date): string {
  const day = at.slice(0, 10)
  if (day === now.toISOString().slice(0, 10)) return 'Today'
  if (day === new Date(now.getTime() - 24 * 60 * MINUTE).toISOString().slice(0, 10)) return 'Yesterday'
  const year = Number(day.slice(0, 4))
  return year === now.getUTCFullYear() ? WEEKDAY.format(new Date(at)) : DATE.format(new Date(at))
}
