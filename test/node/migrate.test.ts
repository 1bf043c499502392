import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, inject } from 'vitest'
import { migrate } from '../../src/admin/migrate.ts'
import { createDatabase, runSql } from '../setup/own-database.ts'

type Files = Record<string, string>

/** Each test has its own empty database and folder of migrations. */
const test = base.extend<{ url: string; directory: string; write: (files: Files) => Promise<void> }>({
  url: async ({}, use) => {
    const own = await createDatabase(inject('database').ownerUrl)
    await use(own.url)
    await own.remove()
  },
  directory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'customers-migrations-'))
    await use(directory)
    await rm(directory, { recursive: true })
  },
  write: async ({ directory }, use) => {
    await use(async (files) => {
      for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text)
    })
  },
})

const steps: Files = {
  '0002_second.sql': 'alter table things add column name text;',
  '0001_first.sql': 'create table things (id int);',
  'notes.txt': 'not a migration',
}

test('files are applied in the order of their numbers, only once', async ({ url, directory, write }) => {
  await write(steps)
  expect(await migrate(url, { directory })).toEqual(['0001_first.sql', '0002_second.sql'])
  expect(await migrate(url, { directory })).toEqual([])
  await write({ '0003_third.sql': 'drop table things;' })
  expect(await migrate(url, { directory })).toEqual(['0003_third.sql'])
  const rows = await runSql(url, `select name, length(checksum) as length from app.migrations order by applied_at`)
  expect(rows.map(({ name }) => name)).toEqual(['0001_first.sql', '0002_second.sql', '0003_third.sql'])
})

test('a file that was changed after it was applied is rejected, and nothing is applied', async ({
  url,
  directory,
  write,
}) => {
  await write(steps)
  await migrate(url, { directory })
  await write({ '0001_first.sql': 'create table others (id int);', '0003_third.sql': 'drop table things;' })
  await expect(migrate(url, { directory })).rejects.toThrow(/\(0001_first\.sql has changed\)/)
  expect(await runSql(url, `select to_regclass('things') is not null as there`)).toEqual([{ there: true }])
})

test('different line endings are not a change', async ({ url, directory, write }) => {
  await write({ '0001_first.sql': 'create table things\n  (id int);\n' })
  await migrate(url, { directory })
  await write({ '0001_first.sql': 'create table things\r\n  (id int);\r\n' })
  expect(await migrate(url, { directory })).toEqual([])
})

test('an applied file that is missing is rejected', async ({ url, directory, write }) => {
  await write(steps)
  await migrate(url, { directory })
  await rename(join(directory, '0001_first.sql'), join(directory, 'gone.txt'))
  await expect(migrate(url, { directory })).rejects.toThrow(/\(0001_first\.sql is missing\)/)
})

test('a file that comes before an applied one is rejected', async ({ url, directory, write }) => {
  await write({ '0002_second.sql': 'select 1' })
  await migrate(url, { directory })
  await write({ '0001_first.sql': 'select 1' })
  await expect(migrate(url, { directory })).rejects.toThrow(/^0001_first\.sql comes before/)
})

test.for(['1_short.sql', '0001-dash.sql', 'first.sql'])(
  '%s is not a valid migration name',
  async (name, { url, directory, write }) => {
    await write({ [name]: 'select 1' })
    await expect(migrate(url, { directory })).rejects.toThrow(`${name} is not a valid migration name`)
  },
)

test('a file that fails changes nothing, and the error names the file and the line', async ({
  url,
  directory,
  write,
}) => {
  const text = `create table others (note text default 'ein Smiley 🙂');\n\nselect\n  nothing;\n`
  await write({ '0001_first.sql': 'create table things (id int);', '0002_second.sql': text })
  await expect(migrate(url, { directory })).rejects.toThrow(/^0002_second\.sql:4: column "nothing" does not exist/)
  const [found] = await runSql(
    url,
    `select to_regclass('things') is not null as first, to_regclass('others') as second`,
  )
  expect(found).toEqual({ first: true, second: null })
  await write({ '0002_second.sql': 'create table others (id int);' })
  expect(await migrate(url, { directory })).toEqual(['0002_second.sql'])
})

test('of two simultaneous runs, one applies the files and the other finds nothing to do', async ({
  url,
  directory,
  write,
}) => {
  await write({
    '0001_first.sql': 'select pg_sleep(0.2); create table things (id int);',
    '0002_second.sql': 'select 1',
  })
  const applied = await Promise.all([migrate(url, { directory }), migrate(url, { directory })])
  expect(applied.flat()).toEqual(['0001_first.sql', '0002_second.sql'])
})

test('only the owner can read which files were applied', async ({ url, directory, write }) => {
  await write(steps)
  await migrate(url, { directory })
  const asLogin = new URL(inject('database').loginUrl)
  asLogin.pathname = new URL(url).pathname
  await expect(runSql(asLogin.href, 'select * from app.migrations')).rejects.toMatchObject({ code: '42501' })
})
