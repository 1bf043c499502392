const dayInMs = 86_400_000

/** A time that many days ago (ahead, when negative), in RFC 3339. */
export type Clock = (daysAgo: number) => string

/**
 * Creates a clock relative to now. Each time is shifted by some minutes and has its own microseconds, the same in every
 * run, so that sorting by time is not ambiguous.
 */
export function makeClock(): Clock {
  const now = Date.now()
  let count = 0
  return (daysAgo) => {
    count += 1
    const moment = new Date(now - daysAgo * dayInMs - ((count * 463_000) % 3_600_000))
    const microseconds = String((count * 618_033) % 1_000_000).padStart(6, '0')
    return `${moment.toISOString().slice(0, 20)}${microseconds}Z`
  }
}

/** A UUID of version 7 that sorts by that time. */
export function uuidAt(instant: string): string {
  const milliseconds = Date.parse(instant).toString(16).padStart(12, '0')
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${crypto.randomUUID().slice(15)}`
}

/** That many seconds later, with the fraction kept. */
export function later(instant: string, seconds: number): string {
  const moved = new Date(Date.parse(instant) + seconds * 1000).toISOString()
  return `${moved.slice(0, 19)}${instant.slice(19)}`
}

/** Between two times, in the middle. */
export function midway(from: string, to: string): string {
  return later(from, Math.floor((Date.parse(to) - Date.parse(from)) / 2000))
}

/** Without the fraction, as in Stripe's timestamps. */
export function wholeSeconds(instant: string): string {
  return `${instant.slice(0, 19)}Z`
}
