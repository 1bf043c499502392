import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const running = new Set<ChildProcess>()
let over = false
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function track(child: ChildProcess): ChildProcess {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Starts a program that ends with the bench. @throws when the bench is ending. */
export function startProgram(program: string, args: string[], options: SpawnOptions): ChildProcess {
  refuseWhenOver()
  return track(spawn(program, args, options))
}

function refuseWhenOver(): void {
  if (over) throw new Error('The bench is ending.')
}

/** Starts one of the bench's own programs, and waits for its first message. */
export async function startOwn<Hello>(
  program: URL,
  args: string[] = [],
): Promise<{ child: ChildProcess; hello: Hello }> {
  refuseWhenOver()
  const child = track(fork(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }))
  return { child, hello: await nextMessage<Hello>(child) }
}

/** The next message of a program. @throws when it ends instead. */
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

/** Ends a program: asks first, and after three seconds no more. */
export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = sleep(3_000, 'late', { ref: false })
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL')
  await ended
}

/** Ends every program that was started; from now on none is. */
export async function endAllPrograms(): Promise<void> {
  over = true
  await Promise.all([...running].map(endProgram))
}

/** For a program of the bench: tells its parent that it is ready, and ends with it. */
export function greet(hello: unknown): void {
  process.on('disconnect', () => process.exit(0))
  process.on('SIGINT', () => undefined)
  process.send?.(hello)
}
