import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const running = new Set<ChildProcess>()
let isEnding = false
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function track(child: ChildProcess): ChildProcess {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Starts a program that ends with the bench. @throws if the bench is ending. */
export function startProgram(program: string, args: string[], options: SpawnOptions): ChildProcess {
  assertNotEnding()
  return track(spawn(program, args, options))
}

function assertNotEnding(): void {
  if (isEnding) throw new Error('The bench is ending.')
}

/** Starts one of the bench's programs and waits for its first message. Passwords go into the environment. */
export async function startChild<Ready>(
  program: URL,
  args: string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; ready: Ready }> {
  assertNotEnding()
  const env = { ...process.env, ...environment }
  const child = track(fork(program, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }))
  return { child, ready: await nextMessage<Ready>(child) }
}

/** Returns the next message of a program. @throws if the program ends first. */
export async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const settled = new AbortController()
  try {
    return await Promise.race([
      once(child, 'message', { signal: settled.signal }).then(([message]) => message as Message),
      once(child, 'exit', { signal: settled.signal }).then(([code, signal]) => {
        throw new Error(`${child.spawnargs.slice(0, 3).join(' ')} ended with ${signal ?? `code ${code}`}.`)
      }),
    ])
  } finally {
    settled.abort()
  }
}

/** Ends a program with SIGTERM, and with SIGKILL if it still runs after three seconds. */
export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timeout = sleep(3_000, 'timeout', { ref: false })
  if ((await Promise.race([ended, timeout])) === 'timeout') child.kill('SIGKILL')
  await ended
}

/** Ends all programs. No program can be started afterwards. */
export async function endAllPrograms(): Promise<void> {
  isEnding = true
  await Promise.all([...running].map(endProgram))
}

/** For a program of the bench: sends the first message to its parent, and exits when the parent does. */
export function signalReady(ready: unknown): void {
  process.on('disconnect', () => process.exit(0))
  process.on('SIGINT', () => undefined)
  process.send?.(ready)
}
