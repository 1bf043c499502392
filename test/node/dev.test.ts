import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { lockOwnerOf, processTreeOf, runningCommands, runUntilExit, startDev, startReady } from '../setup/dev-run.ts'
import { runSql } from '../setup/own-database.ts'

type Running = Awaited<ReturnType<typeof startReady>>

async function createFolder(): Promise<string> {
  const dataDir = await makeThrowAwayFolder()
  onTestFinished(() => removeDataFolder(dataDir))
  return dataDir
}

function listCustomers(api: string, key: string | undefined): Promise<Response> {
  return fetch(`${api}/v1/customers?per_page=1`, { headers: { 'X-Api-Key': key ?? '' } })
}

describe('runs on one data folder', () => {
  let dataDir: string
  let port: string
  let run: Running
  let keys: Running['line']['keys']

  beforeAll(async () => {
    dataDir = await makeThrowAwayFolder()
    port = String(await findFreePort())
    run = await startReady(['--port', port, '--data', dataDir])
    keys = run.line.keys
  })

  afterAll(async () => {
    run?.npm.kill('SIGTERM')
    await run?.ended
    await removeDataFolder(dataDir)
  })

  test('the first start prints one line with working URLs and keys', async () => {
    const { api, neon, database } = run.line
    expect(run.output.stdout).toBe(`${JSON.stringify(run.line)}\n`)
    expect(Object.keys(run.line)).toEqual(['api', 'neon', 'database', 'keys'])
    expect(api).toBe(`http://127.0.0.1:${port}`)
    expect((await fetch(neon.replace(/\/sql$/, '/stats'))).status).toBe(200)
    expect(await runSql(database ?? '', 'select current_user as role')).toEqual([{ role: 'owner' }])
    expect(Object.keys(keys).length).toBeGreaterThanOrEqual(2)
    for (const { live, test } of Object.values(keys)) {
      expect([(await listCustomers(api, live)).status, (await listCustomers(api, test)).status]).toEqual([200, 200])
    }
  })

  test('other users cannot read its files', async () => {
    for (const name of ['secrets.json', 'keys.json', 'run.json', 'worker.env', 'customers.lock']) {
      expect([name, (await lstat(join(dataDir, name))).mode & 0o777]).toEqual([name, 0o600])
    }
    for (const name of ['postgres', 'kv', 'wrangler']) {
      expect([name, (await lstat(join(dataDir, name))).mode & 0o777]).toEqual([name, 0o700])
    }
  })

  test('no password is visible on a command line', async () => {
    const commands = (await runningCommands(processTreeOf(run.npm.pid ?? 0))).join('\n')
    const secrets = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>
    for (const secret of Object.values(secrets)) expect(commands).not.toContain(secret)
  })

  test('a second run on the same data is rejected in one sentence that names the first', async () => {
    const { code, stdout, stderr } = await runUntilExit([
      '--port',
      String(await findFreePort()),
      '--data',
      dataDir,
      '--reset',
    ])
    const sentence = `Another run (process ${await lockOwnerOf(dataDir)}) uses the data in ${dataDir}.`
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(`${sentence} Stop it, or choose another folder with --data.\n`)
  })

  test('SIGTERM sent only to npm ends every process it started', async () => {
    const processes = processTreeOf(run.npm.pid ?? 0)
    expect((await runningCommands(processes)).join('\n')).toMatch(/postgres[\s\S]*wrangler[\s\S]*workerd/)
    run.npm.kill('SIGTERM')
    await run.ended
    expect(await runningCommands(processes)).toEqual([])
    expect(await readdir(dataDir)).not.toContain('run.json')
    expect(await readFile(join(dataDir, 'postgres', 'postgres.log'), 'utf8')).toMatch(/is shut down\s*$/)
  })

  test('the next start uses the same data and prints the same keys, which still work', async () => {
    run = await startReady(['--port', port, '--data', dataDir])
    expect(run.line.keys).toEqual(keys)
    for (const { live } of Object.values(keys)) expect((await listCustomers(run.line.api, live)).status).toBe(200)
    await runSql(run.line.database ?? '', 'create table left_behind (id int)')
  })

  test('after a killed run, --reset starts over on the same port, and --no-seed creates no keys', async () => {
    const processes = processTreeOf(await lockOwnerOf(dataDir))
    process.kill(await lockOwnerOf(dataDir), 'SIGKILL')
    await run.ended
    run = await startReady(['--port', port, '--data', dataDir, '--reset', '--no-seed'])
    expect(await runningCommands(processes)).toEqual([])
    expect(run.line.keys).toEqual({})
    const [found] = await runSql(run.line.database ?? '', `select to_regclass('left_behind') as table`)
    expect(found).toEqual({ table: null })
    const [, key] = Object.entries(keys)[0] ?? []
    expect((await listCustomers(run.line.api, key?.live)).status).toBe(401)
  })

  test('Ctrl-C ends every process it started, with exit code 0', async () => {
    const processes = processTreeOf(run.npm.pid ?? 0)
    process.kill(-(run.npm.pid ?? 0), 'SIGINT')
    expect(await run.ended).toBe(0)
    expect(await runningCommands(processes)).toEqual([])
  })
})

test('SIGTERM during a start ends every process it started', async () => {
  const dataDir = await createFolder()
  const run = startDev(['--port', String(await findFreePort()), '--data', dataDir])
  await run.waitFor('Starting PostgreSQL.')
  const processes = processTreeOf(run.npm.pid ?? 0)
  run.npm.kill('SIGTERM')
  await run.ended
  expect(run.output.stdout).toBe('')
  expect(await runningCommands([...processes, ...processTreeOf(run.npm.pid ?? 0)])).toEqual([])
})

test('with DATABASE_URL, that database is used unchanged, and --db-latency delays its responses', async () => {
  const { loginUrl, ownerUrl } = inject('database')
  const options = ['--port', String(await findFreePort()), '--data', await createFolder(), '--db-latency', '300']
  const run = await startReady(options, { DATABASE_URL: loginUrl, DATABASE_ADMIN_URL: ownerUrl })
  expect(run.line).toMatchObject({ database: ownerUrl, keys: {} })
  const start = performance.now()
  expect((await fetch(`${run.line.api}/ready`)).status).toBe(200)
  expect(performance.now() - start).toBeGreaterThanOrEqual(300)

  const processes = processTreeOf(run.npm.pid ?? 0)
  const commands = await Promise.all(
    processes.map(async (pid) => ({ pid, command: (await runningCommands([pid])).join() })),
  )
  const wrangler = commands.find(({ command }) => command.includes('wrangler.js'))
  process.kill(wrangler?.pid ?? 0, 'SIGKILL')
  expect(await run.ended).toBe(1)
  expect(run.output.stderr).toContain('wrangler) exited unexpectedly')
  expect(await runningCommands(processes)).toEqual([])
})

test('a database whose login role has excess privileges is rejected immediately, with the reason', async () => {
  const options = ['--port', String(await findFreePort()), '--data', await createFolder()]
  const { code, stderr } = await runUntilExit(options, { DATABASE_URL: inject('database').ownerUrl })
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/not ready[\s\S]*bypasses row-level/) })
})

test('a port that is in use is rejected in one sentence that names it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const { code, stdout, stderr } = await runUntilExit(['--port', String(port), '--data', await createFolder()])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(new RegExp(`^Port ${port} is in use\\. [^\n]*\\.\n$`))
})

test('a folder that contains no data of this project is not reset', async () => {
  const dataDir = join(await createFolder(), 'photos')
  await mkdir(dataDir)
  await writeFile(join(dataDir, 'keys.json'), 'mine')
  const { code, stderr } = await runUntilExit(['--data', dataDir, '--reset', '--port', String(await findFreePort())])
  expect(code).toBe(1)
  expect(stderr).toMatch(/does not contain data of this project/)
  expect(await readdir(dataDir)).toEqual(['keys.json'])
  await rm(dataDir, { recursive: true })
})
