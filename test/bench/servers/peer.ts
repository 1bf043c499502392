import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../../../src/local/postgres/cluster.ts'
import { runProgram } from '../../setup/programs.ts'
import { endProgram, startProgram } from './children.ts'
import { peerLogin } from './database/load-peer.ts'

/** A running peer. */
export type Peer = { child: ChildProcess; port: number }

/** The name of the peer's database, on the server of ours. */
export const peerDatabase = 'peer'

const needed = 'fastapi, uvicorn, asyncpg, uvloop, httptools'

/** A Python that has what the peer needs, or undefined. */
export async function findPython(): Promise<string | undefined> {
  for (const program of ['/usr/bin/python3', 'python3']) {
    const found = await runProgram(program, ['-c', `import ${needed}`]).catch(() => undefined)
    if (found?.code === 0) return program
  }
  return undefined
}

/** What stands beside a figure that needs the peer, where there was none. */
export const noPeer = 'the peer did not run; the log says why'

/** What to install where the peer cannot run. */
export const howToGetPeer =
  `The FastAPI peer is skipped: its Python packages (${needed}) are missing; on Debian: apt-get install ` +
  'python3-fastapi python3-uvicorn python3-asyncpg python3-uvloop python3-httptools.'

/**
 * Starts the peer as one would in production, in one process, on the database behind a port.
 * @throws with its last words when it does not start.
 */
export async function startPeer(python: string, databasePort: number): Promise<Peer> {
  const port = await findFreePort()
  const { role, password } = peerLogin
  const args = ['-m', 'uvicorn', 'app:app', '--host', '127.0.0.1', '--port', String(port), '--no-access-log']
  const child = startProgram(python, [...args, '--loop', 'uvloop', '--http', 'httptools', '--log-level', 'warning'], {
    cwd: fileURLToPath(new URL('fastapi', import.meta.url)),
    stdio: ['ignore', 'inherit', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PYTHONDONTWRITEBYTECODE: '1',
      DATABASE_URL: `postgres://${role}:${password}@127.0.0.1:${databasePort}/${peerDatabase}`,
    },
  })
  let words = ''
  child.stderr?.on('data', (chunk) => {
    words = (words + chunk).slice(-2_000)
  })
  for (const end = Date.now() + 30_000; Date.now() < end && child.exitCode === null; await sleep(100)) {
    const answer = await fetch(`http://127.0.0.1:${port}/openapi.json`).catch(() => undefined)
    if (answer?.ok) return { child, port }
  }
  await endProgram(child)
  throw new Error(`The FastAPI peer did not start: ${words.trim().split('\n').slice(-4).join('\n')}`)
}
