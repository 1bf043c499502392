import { within } from './time-limit.ts'

/** Work still running after this time never ends, because the request that started it was cancelled. */
const MAX_MS = 6_000

type WaitUntil = (work: Promise<unknown>) => void

/** Lets concurrent requests that need the same result share the work. */
export class InFlight<Result> {
  readonly #running = new Map<string, { startedAt: number; result: Promise<Result> }>()

  /** Returns the result of the running work with this name, or starts it; `LATE` after the given milliseconds. */
  share(name: string, milliseconds: number, waitUntil: WaitUntil, work: () => Promise<Result>) {
    const now = Date.now()
    let running = this.#running.get(name)
    if (!running || running.startedAt + MAX_MS < now) {
      const started = { startedAt: now, result: work() }
      const end = () => void (this.#running.get(name) === started && this.#running.delete(name))
      // Continues if the client disconnects, because other requests wait for it too.
      waitUntil(started.result.then(end, end))
      this.#running.set(name, started)
      running = started
    }
    return within<Result>(milliseconds, running.result)
  }
}
