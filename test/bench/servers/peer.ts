import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../../../src/local/postgres/cluster.ts'
import { runProgram } from '../../setup/programs.ts'
import { endProgram, startProgram } from './children.ts'
import { peerLogin } from './database/load-peer.ts'

/** A running peer. */
export type Peer = { child: ChildProcess; port: number }

/** Name of the peer's database, on the same server as the API's. */
export const peerDatabase = 'peer'

const requiredModules = 'fastapi, uvicorn, asyncpg, uvloop, httptools'

/** Finds a Python that has the peer's packages; undefined if there is none. */
export async function findPython(): Promise<string | undefined> {
  for (const program of ['/usr/bin/python3', 'python3']) {
    const found = await runProgram(program, ['-c', `import ${requiredModules}`]).catch(() => undefined)
    if (found?.code === 0) return program
  }
  return undefined
}

/** Note on a figure that needs the peer, for a run without it. */
export const noPeer = 'the peer did not run; see the log'

/** Message about the packages to install for the peer. */
export const missingPeerPackages =
  `The FastAPI peer is skipped: its Python packages (${requiredModules}) are missing. On Debian: apt-get install ` +
  'python3-fastapi python3-uvicorn python3-asyncpg python3-uvloop python3-httptools.'

/**
 * Starts the peer with production settings in one process, on the database at a local port.
 * @throws with the end of its output if it does not start.
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
  let output = ''
  child.stderr?.on('data', (chunk) => {
    output = (output + chunk).slice(-2_000)
  })
  for (const end = Date.now() + 30_000; Date.now() < end && child.exitCode === null; await sleep(100)) {
    const response = await fetch(`http://127.0.0.1:${port}/openapi.json`).catch(() => undefined)
    if (response?.ok) return { child, port }
  }
  await endProgram(child)
  throw new Error(`The FastAPI peer did not start: ${output.trim().split('\n').slice(-4).join('\n')}`)
}
