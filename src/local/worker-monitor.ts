import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf, isAlive, processesOf } from '../admin/processes.ts'

const CHECK_INTERVAL_MS = 500
/** How long the Worker may take to respond again after its runtime has exited. */
const RECOVERY_MS = 3_000

/**
 * Watches the workerd process that accepts connections on `port`. Settles when it has exited and `/health` does not
 * respond: wrangler starts it again, but all requests to the new one hang. A Worker that is merely slow, for example
 * paused in a debugger, is left alone.
 */
export async function untilUnresponsive(group: number, port: number): Promise<void> {
  for (;;) {
    const front = await untilFront(group, port)
    while (isAlive(front)) await sleep(CHECK_INTERVAL_MS)
    if (!(await responds(`http://127.0.0.1:${port}/health`))) return
  }
}

/** The process id. Wrangler takes a moment to start the process. */
async function untilFront(group: number, port: number): Promise<number> {
  for (;;) {
    for (const pid of await processesOf(group)) {
      if ((await commandOf(pid))?.includes(`entry=127.0.0.1:${port}`)) return pid
    }
    await sleep(CHECK_INTERVAL_MS)
  }
}

async function responds(url: string): Promise<boolean> {
  const end = AbortSignal.timeout(RECOVERY_MS)
  for (; !end.aborted; await sleep(100)) {
    const response = await fetch(url, { signal: end }).catch(() => undefined)
    if (response?.ok) return true
  }
  return false
}
