import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProgram } from './children.ts'

/** A `workerd` that serves a Worker. */
export type Worker = { child: ChildProcess; port: number }

/** A text as its configuration has it. */
export const quote = (text: string) => JSON.stringify(text)

/** Starts `workerd` with a configuration, which is written to a file beside what it embeds; its socket is `http`. */
export async function startWorkerd(file: string, config: string, env: Record<string, string>): Promise<Worker> {
  await writeFile(file, config)
  // The one that wrangler brings.
  const wrangler = createRequire(import.meta.url).resolve('wrangler/package.json')
  const { default: program } = createRequire(wrangler)('workerd') as { default: string }
  const child = startProgram(program, ['serve', file, '--socket-addr=http=127.0.0.1:0', '--control-fd=3'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env,
  })
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-2_000)
  })
  const port = await Promise.race([
    readPort(child.stdio[3] as Readable),
    new Promise<never>((_, reject) => child.once('exit', () => reject(new Error(`workerd ended: ${complaint}`)))),
    sleep(20_000, undefined, { ref: false }).then(() => {
      throw new Error(`workerd did not start: ${complaint}`)
    }),
  ])
  return { child, port }
}

/** `workerd` says in lines of JSON which port a socket has got. */
async function readPort(control: Readable): Promise<number> {
  let text = ''
  for await (const chunk of control) {
    text += chunk
    const port = /"event":"listen","socket":"http","port":(\d+)/.exec(text)?.[1]
    if (port) return Number(port)
  }
  throw new Error('workerd did not say which port it listens on.')
}
