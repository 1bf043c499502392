import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test as base, describe, expect, inject, onTestFinished } from 'vitest'
import { startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { runAdmin } from '../setup/admin-run.ts'
import { oneAtATime } from '../setup/migrated-database.ts'
import { createDatabase, runSql } from '../setup/own-database.ts'

/** Each test has its own data folder. */
const test = base.extend<{ folder: string; writeRunFile: (stack: object) => Promise<void> }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'customers-admin-'))
    await use(folder)
    await rm(folder, { recursive: true })
  },
  writeRunFile: async ({ folder }, use) => {
    await use((stack) => writeFile(join(folder, 'run.json'), JSON.stringify(stack)))
  },
})

/** Starts a process whose command line looks like `npm run dev`. It ends with the test. @returns its id. */
function startFakeDev(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'src/local/dev.ts'])
  onTestFinished(() => void child.kill())
  return child.pid ?? 0
}

/** The test database's URL with some parts replaced. */
function ownerUrl(
  change: Partial<Record<'username' | 'password' | 'host' | 'pathname' | 'search', string>> = {},
): string {
  return Object.assign(new URL(inject('database').ownerUrl), change).href
}

const failed = (stderr: string) => ({ code: 1, stdout: '', stderr: `${stderr}\n` })

describe('the database of a command', () => {
  test('is that of the local stack that runs on the data folder', async ({ folder, writeRunFile }) => {
    await writeRunFile({ pid: startFakeDev(), database: ownerUrl() })
    const { code, stdout } = await runAdmin(['tenant', 'list', '--data', folder, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ tenants: expect.any(Array) })
  })

  test('must be given if no stack is running on the data folder, even if a killed one left its file', async ({
    folder,
    writeRunFile,
  }) => {
    const sentence =
      `No local stack is running on ${folder}. Start "npm run dev", ` +
      "or set DATABASE_ADMIN_URL to the operator's URL."
    expect(await runAdmin(['tenant', 'list', '--data', folder])).toEqual(failed(sentence))
    const { pid } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']).then(({ stdout }) => ({
      pid: Number(stdout),
    }))
    // An id that no process has, or that of a process other than `npm run dev`.
    for (const reused of [pid, process.pid]) {
      await writeRunFile({ pid: reused, database: ownerUrl() })
      expect(await runAdmin(['tenant', 'list', '--data', folder])).toEqual(failed(sentence))
    }
  })

  test('must be given for a stack on an external database', async ({ folder, writeRunFile }) => {
    await writeRunFile({ pid: startFakeDev(), database: null })
    expect(await runAdmin(['tenant', 'list', '--data', folder])).toEqual(
      failed(
        'The local stack uses the database in DATABASE_URL. ' +
          "Set DATABASE_ADMIN_URL to the operator's URL of that database.",
      ),
    )
  })

  test('cannot be selected with both --data and DATABASE_ADMIN_URL', async ({ folder }) => {
    expect(await runAdmin(['tenant', 'list', '--data', folder], { DATABASE_ADMIN_URL: ownerUrl() })).toEqual(
      failed('DATABASE_ADMIN_URL and --data both select a database. Use only one of them.'),
    )
  })
})

describe('a database that cannot be used is named by host and port, never with its password', () => {
  const secret = 'pa55word'
  test.for([
    [
      'where no server listens',
      { host: '127.0.0.1:1' },
      'The database at 127.0.0.1:1 cannot be reached (ECONNREFUSED).',
    ],
    ['with a wrong password', {}, 'The database at HOST rejected the role owner. Check its password.'],
    [
      'with an unknown role',
      { username: 'nobody' },
      'The database at HOST rejected the role nobody. Check its password.',
    ],
    [
      'without TLS where TLS is required',
      { search: 'sslmode=require' },
      'The database at HOST failed: The server does not support SSL connections.',
    ],
  ] as const)('%s', async ([, change, sentence]) => {
    const url = ownerUrl({ ...change, password: secret })
    const run = await runAdmin(['tenant', 'list', '--json'], { DATABASE_ADMIN_URL: url })
    expect(run).toEqual(failed(sentence.replace('HOST', new URL(url).host)))
  })

  test('that does not exist', async () => {
    const url = ownerUrl({ pathname: '/absent' })
    const run = await runAdmin(['tenant', 'list'], { DATABASE_ADMIN_URL: url })
    expect(run).toEqual(failed(`The server at ${new URL(url).host} has no database absent.`))
  })

  test.for([`postgres://owner:${secret}#@host/db`, `mysql://owner:${secret}@host/db`, secret])(
    'such as %s',
    async (url) => {
      expect(await runAdmin(['migrate'], { DATABASE_ADMIN_URL: url })).toEqual(
        failed(
          'DATABASE_ADMIN_URL is not a postgres:// URL with a host. ' +
            'Percent-encode special characters in its password.',
        ),
      )
    },
  )

  test('by a role that does not own the tables', async () => {
    const { loginUrl } = inject('database')
    expect(await runAdmin(['tenant', 'list'], { DATABASE_ADMIN_URL: loginUrl })).toEqual(
      failed(
        `The role api_login lacks the required privileges in the database at ${new URL(loginUrl).host}. ` +
          'Use the role that ran the migrations.',
      ),
    )
  })
})

describe('migrate', () => {
  test('applies pending migrations only once; until then, other commands say to run it first', async () => {
    const own = await createDatabase(ownerUrl())
    const admin = (...args: string[]) => runAdmin(args, { DATABASE_ADMIN_URL: own.url })
    try {
      const { host } = new URL(own.url)
      const sentence = `The database at ${host} has no tables yet: run "npm run -s admin -- migrate" first.`
      expect(await admin('tenant', 'list')).toEqual(failed(sentence))
      expect(await admin('tenant', 'create', 'a', '--name', 'A')).toEqual(failed(sentence))

      const first = await oneAtATime(ownerUrl(), () => admin('migrate', '--json'))
      expect(JSON.parse(first.stdout)).toEqual({
        applied: expect.arrayContaining(['0001_roles.sql', '0003_tenants.sql']),
      })
      expect(JSON.parse((await admin('migrate', '--json')).stdout)).toEqual({ applied: [] })
      expect((await admin('migrate')).stdout).toBe('No pending migrations.\n')
      expect((await admin('tenant', 'create', 'a', '--name', 'A')).code).toBe(0)
    } finally {
      await own.remove()
    }
  })
})

describe('database-url', () => {
  test("rejects the local stack's own database, whose password npm run dev sets", async () => {
    const { loginUrl } = inject('database')
    expect(await runAdmin(['database-url', '--json'], { DATABASE_ADMIN_URL: ownerUrl() })).toEqual(
      failed("This is the local stack's own database; npm run dev sets the Worker's password at each start."),
    )
    expect(await runSql(loginUrl, 'select current_user as role')).toEqual([{ role: 'api_login' }])
  })

  test("sets a new password and prints the Worker's URL, with the parameters of the operator's", async () => {
    const cluster = await startThrowAwayCluster(() => undefined)
    try {
      const { url } = await createDatabase(cluster.ownerUrl)
      const admin = (...args: string[]) => runAdmin(args, { DATABASE_ADMIN_URL: `${url}?sslmode=disable` })
      expect(await admin('database-url')).toEqual(
        failed(
          `The database at ${new URL(url).host} has no role api_login yet: run "npm run -s admin -- migrate" first.`,
        ),
      )
      await admin('migrate')

      const { database_url: first } = JSON.parse((await admin('database-url', '--json')).stdout)
      const second = (await admin('database-url')).stdout.trimEnd()
      const secondUrl = new URL(second)
      expect(secondUrl.href.replace(secondUrl.password, '…')).toBe(
        `postgres://api_login:…@${new URL(url).host}${new URL(url).pathname}?sslmode=disable`,
      )
      expect(await runSql(second, 'select current_user as role')).toEqual([{ role: 'api_login' }])
      await expect(runSql(first, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    } finally {
      await cluster.remove()
    }
  })
})
