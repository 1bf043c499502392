import { expect, inject, onTestFinished, test } from 'vitest'
import { findFreePort, startCluster } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { runAdmin } from '../setup/admin-run.ts'
import { startDev } from '../setup/dev-run.ts'
import { createDatabase, runSql } from '../setup/own-database.ts'

// Until version 1.0.0, migrations are edited in place. An older database gets one sentence, never a stack trace.

/** Records of an earlier version: one file that has changed since, and one that no longer exists. */
const applied = `
  create schema app;
  create table app.migrations (name text primary key, checksum text not null, applied_at timestamptz default now());
  insert into app.migrations values ('0001_roles.sql', 'earlier'), ('0013_stripe_waiting.sql', 'earlier')`

const sentence =
  'This database was created with other migration files (0001_roles.sql has changed): start over with ' +
  '"npm run dev -- --reset", or with an empty database if it is not local, or restore those files.'

test('npm run dev on a database from earlier migrations prints one sentence that names --reset', async () => {
  const dataDir = await makeThrowAwayFolder()
  onTestFinished(() => removeDataFolder(dataDir))
  const cluster = await startCluster({ dataDir, log: () => undefined, settings: { fsync: 'off' } })
  try {
    await runSql(cluster.ownerUrl, applied)
  } finally {
    await cluster.stop()
  }

  const run = startDev(['--data', dataDir, '--port', String(await findFreePort())])
  expect(await run.ended).toBe(1)
  // Where PostgreSQL's user cannot reach the project's folder, a note says where its programs are.
  const stderr = run.output.stderr.replace(/^PostgreSQL's programs are in .*\n/m, '')
  expect({ ...run.output, stderr }).toEqual({ stdout: '', stderr: `Starting PostgreSQL.\n${sentence}\n` })
})

test('admin migrate on such a database prints the same sentence and applies nothing', async () => {
  const own = await createDatabase(inject('database').ownerUrl)
  try {
    await runSql(own.url, applied)
    for (const args of [['migrate'], ['migrate', '--json']]) {
      const run = await runAdmin(args, { DATABASE_ADMIN_URL: own.url })
      expect(run).toEqual({ code: 1, stdout: '', stderr: `${sentence}\n` })
    }
    expect(await runSql(own.url, `select to_regclass('tenants') as table`)).toEqual([{ table: null }])
  } finally {
    await own.remove()
  }
})
