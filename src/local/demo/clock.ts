const dayInMs = 86_400_000

/** A time that many days ago (ahead, when negative), in RFC 3339. */
export type Clock = (daysAgo: number) => string

/**
 * Times around the moment of its making. Each is off by some minutes and has microseconds of its own, the same in
 * every run, so that lists have an order that a date alone would not give.
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
