import { setTimeout as sleep } from 'node:timers/promises'

/** Sends one signal after another, each with its time limit in milliseconds, until the process no longer runs. */
export async function endProcess(
  isRunning: () => boolean | Promise<boolean>,
  send: (signal: NodeJS.Signals) => void,
  signals: readonly (readonly [signal: NodeJS.Signals, limit: number])[],
): Promise<void> {
  for (const [signal, limit] of signals) {
    if (!(await isRunning())) return
    send(signal)
    for (const end = Date.now() + limit; Date.now() < end; await sleep(25)) if (!(await isRunning())) return
  }
}
