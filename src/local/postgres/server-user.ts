import { execFile } from 'node:child_process'
import { chown, lstat, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The user that runs PostgreSQL, which refuses to run as root. `undefined` means the current user. */
export type ServerUser = { name: string; uid: number; gid: number } | undefined

/** Exit code and output of a program. */
type Outcome = { code: number; text: string }

/**
 * The environment of every PostgreSQL program. The user's PG… and LC_… variables would change its behavior, and macOS
 * refuses to start the server without a locale.
 */
export const serverEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
  ...(process.env.LD_LIBRARY_PATH && { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH }),
}

/** What `spawn` needs to run as that user. Ids above 2^31 (macOS: nobody) are negative there. */
export function asUser(user: ServerUser) {
  return { env: serverEnvironment, cwd: '/', ...(user && { uid: user.uid | 0, gid: user.gid | 0 }) }
}

/** Runs a program as that user until it exits. Never throws: a program that cannot be started has the code 127. */
export function runAs(user: ServerUser, program: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    try {
      execFile(program, args, { ...asUser(user), encoding: 'utf8' }, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 127) : 0
        resolve({ code, text: (stdout + stderr || error?.message || '').trim() })
      })
    } catch (error) {
      resolve({ code: 127, text: String(error) })
    }
  })
}

/**
 * The user that runs the server on the cluster in `folder` (which may not exist yet): the current user or, for root,
 * the folder's owner, else `postgres`, else `nobody`. No user is ever created.
 * @throws when root finds none of them.
 */
export async function chooseServerUser(folder: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(folder).catch(() => undefined)
  if (owner && owner.uid !== 0) return { name: `the user ${owner.uid}`, uid: owner.uid, gid: owner.gid }
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([runAs(undefined, 'id', ['-u', name]), runAs(undefined, 'id', ['-g', name])])
    if (uid.code === 0 && gid.code === 0) return { name, uid: Number(uid.text), gid: Number(gid.text) }
  }
  throw new Error('PostgreSQL refuses to run as root, and neither the user postgres nor the user nobody exists.')
}

/** Whether that user can enter the folder and write to it, tested by doing so. */
export async function canWrite(user: ServerUser, folder: string): Promise<boolean> {
  const script = 'cd "$1" && : > .probe && rm .probe'
  return (await runAs(user, '/bin/sh', ['-c', script, 'sh', folder])).code === 0
}

/**
 * Whether the path is a real folder that belongs to `uid` and that nobody else can write to: in /tmp, anyone may have
 * created it.
 */
export async function isFolderOf(uid: number, folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined)
  return Boolean(found?.isDirectory() && found.uid === uid >>> 0 && (found.mode & 0o022) === 0)
}

/**
 * Creates a folder outside the project in which `fill` succeeds.
 * /var/tmp comes first: it survives a restart of the machine, and unused files stay there longer.
 * @throws when `fill` returns false in all of them.
 */
export async function createOutsideFolder(name: string, fill: (folder: string) => Promise<boolean>): Promise<string> {
  for (const parent of new Set(['/var/tmp', tmpdir(), '/tmp'])) {
    const folder = await mkdtemp(join(parent, `${name}-`)).catch(() => undefined)
    if (!folder) continue
    if (await fill(folder).catch(() => false)) return folder
    await rm(folder, { recursive: true, force: true })
  }
  throw new Error(`PostgreSQL can run neither in /var/tmp nor in ${tmpdir()}.`)
}

/** Makes that user the owner of a folder or file. */
export async function changeOwner(user: ServerUser, path: string): Promise<void> {
  if (user) await chown(path, user.uid >>> 0, user.gid >>> 0)
}
