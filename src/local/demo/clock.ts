const DAY_IN_MS = 86_400_000

/** A time that many days ago, in RFC 3339; in the future if negative. */
export type Clock = (daysAgo: number) => string

/**
 * Creates a clock relative to now. Each time is shifted by some minutes and has its own microseconds, the same in every
 * run, so that sorting by time is not ambiguous.
 */
export function startClock(): Clock {
  const now = Date.now()
  let count = 0
  return (daysAgo) => {
    count += 1
    const moment = new Date(now - daysAgo * DAY_IN_MS - ((count * 463_000) % 3_600_000))
    const microseconds = String((count * 618_033) % 1_000_000).padStart(6, '0')
    return `${moment.toISOString().slice(0, 20)}${microseconds}Z`
  }
}

/** A number of seconds later, with the same fraction. */
export function later(instant: string, seconds: number): string {
  const moved = new Date(Date.parse(instant) + seconds * 1000).toISOString()
  return `${moved.slice(0, 19)}${instant.slice(19)}`
}

/** The middle of two times. */
export function midway(from: string, to: string): string {
  return later(from, Math.floor((Date.parse(to) - Date.parse(from)) / 2000))
}
