import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, DatabaseError } from 'pg'

/** Folder of the migrations, and a log function. */
export type MigrateOptions = {
  /** Folder of the files `NNNN_name.sql`; the project's `migrations/` by default. */
  directory?: string
  log?: (line: string) => void
}

type Migration = { name: string; text: string; checksum: string }

/** Advisory lock id. Any number works, as long as all runs use the same one to wait for each other. */
const lockNumber = 7_203_114_058

/**
 * Applies the migrations that the database lacks, in the order of their numbers, each in its own transaction. A
 * concurrent run waits and then finds nothing to do.
 *
 * Until version 1.0.0 a migration may be edited in place, so that no history of unreleased states builds up; databases
 * created from earlier versions must then be recreated. From 1.0.0 on, migrations are forward-only: every change is a
 * new file.
 * @param ownerUrl `postgres://` URL of the operator; a direct connection, not a pooled one (the lock belongs to the
 * session).
 * @returns the names applied now. @throws a plain sentence before applying anything if an applied file was changed or
 * is missing, or one with file and line if a statement fails; that file is then rolled back.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const { directory = fileURLToPath(new URL('../../migrations/', import.meta.url).href), log } = options
  const migrations = await readMigrations(directory)
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockNumber])
    const pending = await findPending(client, migrations)
    for (const migration of pending) {
      await apply(client, migration)
      log?.(`Applied ${migration.name}.`)
    }
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  const numbers = new Set<string>()
  for (const name of names) {
    const number = /^(\d{4})_[\w-]+\.sql$/.exec(name)?.[1]
    if (!number) throw new Error(`${name} is not a valid migration name. It must look like 0001_first_step.sql.`)
    if (numbers.has(number)) throw new Error(`Two migrations have the number ${number}.`)
    numbers.add(number)
  }
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(directory, name), 'utf8')
      // A checkout on another system may have different line endings; that does not count as a change.
      const checksum = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
      return { name, text, checksum }
    }),
  )
}

async function findPending(client: Client, migrations: Migration[]): Promise<Migration[]> {
  await client.query(`
    create schema if not exists app;
    create table if not exists app.migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    );
    revoke all on app.migrations from public;
  `)
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from app.migrations order by name',
  )
  const byName = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum } of rows) {
    const migration = byName.get(name)
    if (!migration) throw mismatch(`${name} is missing`)
    if (migration.checksum !== checksum) throw mismatch(`${name} has changed`)
  }
  const applied = new Set(rows.map(({ name }) => name))
  const last = rows.at(-1)?.name ?? ''
  const pending = migrations.filter(({ name }) => !applied.has(name))
  const late = pending.find(({ name }) => name < last)
  if (late) throw new Error(`${late.name} comes before ${last}, which has already been applied. Nothing was applied.`)
  return pending
}

/** This module does not know whether the database is local, so the message names both remedies. */
function mismatch(reason: string): Error {
  return new Error(
    `This database was created with other migration files (${reason}): start over with "npm run dev -- --reset", or ` +
      'with an empty database if it is not local, or restore those files.',
  )
}

async function apply(client: Client, { name, text, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(text)
    await client.query('insert into app.migrations (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw new Error(describe(name, text, error), { cause: error })
  }
}

function describe(name: string, text: string, error: unknown): string {
  if (!(error instanceof DatabaseError)) return `${name}: ${(error as Error).message}`
  // The position counts characters, not UTF-16 units, from 1, in the whole text that was sent.
  const before = error.position ? [...text].slice(0, Number(error.position) - 1) : undefined
  const line = before ? `:${before.filter((character) => character === '\n').length + 1}` : ''
  const hints = [error.detail, error.hint].filter(Boolean).map((part) => ` ${part}`)
  return `${name}${line}: ${error.message}.${hints.join('')}`
}
