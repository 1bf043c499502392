import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProgram } from './children.ts'

/** A running `workerd` and its port. */
export type Worker = { child: ChildProcess; port: number }

/** Quotes a text for the configuration. */
export const quote = (text: string) => JSON.stringify(text)

/**
 * Starts `workerd` with a configuration, written to `file` next to the files it embeds. Its socket is `http`. `onLog`
 * receives each line that the Worker logs; without it, the log is discarded.
 */
export async function startWorkerd(
  file: string,
  config: string,
  env: Record<string, string>,
  onLog?: (line: string) => void,
): Promise<Worker> {
  await writeFile(file, config)
  // The version that wrangler depends on.
  const wrangler = createRequire(import.meta.url).resolve('wrangler/package.json')
  const { default: program } = createRequire(wrangler)('workerd') as { default: string }
  const child = startProgram(program, ['serve', file, '--socket-addr=http=127.0.0.1:0', '--control-fd=3'], {
    stdio: ['ignore', onLog ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env,
  })
  if (onLog && child.stdout) createInterface(child.stdout).on('line', onLog)
  let errorOutput = ''
  child.stderr?.on('data', (chunk) => {
    errorOutput = (errorOutput + chunk).slice(-2_000)
  })
  const port = await Promise.race([
    readPort(child.stdio[3] as Readable),
    new Promise<never>((_, reject) => child.once('exit', () => reject(new Error(`workerd ended: ${errorOutput}`)))),
    sleep(20_000, undefined, { ref: false }).then(() => {
      throw new Error(`workerd did not start: ${errorOutput}`)
    }),
  ])
  return { child, port }
}

/** `workerd` reports the port of a socket as a line of JSON. */
async function readPort(control: Readable): Promise<number> {
  let text = ''
  for await (const chunk of control) {
    text += chunk
    const port = /"event":"listen","socket":"http","port":(\d+)/.exec(text)?.[1]
    if (port) return Number(port)
  }
  throw new Error('workerd did not report its port.')
}
