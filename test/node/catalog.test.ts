import { afterAll, beforeAll, expect, test } from 'vitest'
import { startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { prepareStack, type Stack } from '../../src/local/stack.ts'
import { runSql } from '../setup/own-database.ts'
import { differencesIn } from './catalog/rule.ts'
import { RULES } from './catalog/rules.ts'

// Locks 4 and 5 in the system catalog, so that they also cover later additions. test/deep/locks/ shows that many schema
// changes make one of these rules fail. Uses its own server, because other tests create objects.

let stack: Stack
beforeAll(async () => {
  stack = await prepareStack(await startThrowAwayCluster(() => undefined))
})
afterAll(() => stack.stop())
const operator = (text: string) => runSql(stack.cluster.ownerUrl, text)

test.each(RULES.map((rule) => [rule.promise, rule] as const))('%s', async (_, rule) => {
  expect(await differencesIn(operator, rule), rule.advice).toEqual([])
})

test('no role of the API can read the hash of an API key, or the keys that seal transactions', async () => {
  const readable = await operator(`
    select role, c.oid::regclass::text || '.' || a.attname as column
      from unnest('{api_login,api_tenant}'::name[]) role, pg_attribute a join pg_class c on c.oid = a.attrelid
     where (a.attname = 'key_hash' or c.oid in ('app.seal_key'::regclass, 'app.webhook_secrets'::regclass))
       and a.attnum > 0 and c.relkind = 'r' and has_column_privilege(role, c.oid, a.attnum, 'select')`)
  expect(readable).toEqual([])
})

test('the login role cannot create temporary tables, which could hide the real ones', async () => {
  const temporary = runSql(stack.loginUrl, 'create temporary table customers (id integer)')
  await expect(temporary).rejects.toMatchObject({ code: '42501' })
})
