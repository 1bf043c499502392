import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseName } from '../../../src/admin/local-stack.ts'
import { migrate } from '../../../src/admin/migrate.ts'
import { startThrowAwayCluster } from '../../../src/local/postgres/throw-away.ts'
import { differencesIn, type Query } from '../../node/catalog/rule.ts'
import { RULES } from '../../node/catalog/rules.ts'
import { FUNCTION_CHANGES } from './function-changes.ts'
import { POLICY_CHANGES } from './policy-changes.ts'
import { PRIVILEGE_CHANGES } from './privilege-changes.ts'
import { ROLE_CHANGES } from './role-changes.ts'

// Each change weakens lock 4 or 5, and a rule of test/node/catalog.test.ts must detect it. It is made in a transaction
// that is rolled back, on a server of its own because roles belong to the whole server.

let cluster: Awaited<ReturnType<typeof startThrowAwayCluster>>
let owner: Client
let superuser: Client

beforeAll(async () => {
  cluster = await startThrowAwayCluster(() => undefined)
  await migrate(cluster.ownerUrl)
  owner = new Client({ connectionString: cluster.ownerUrl })
  superuser = new Client({ connectionString: cluster.url('postgres', cluster.secrets.superuser, databaseName) })
  await Promise.all([owner.connect(), superuser.connect()])
})
afterAll(async () => {
  await Promise.all([owner?.end(), superuser?.end()])
  await cluster?.remove()
})

async function differences(client: Client): Promise<string[]> {
  const query: Query = async (text) => (await client.query(text)).rows
  const found: string[] = []
  for (const rule of RULES) found.push(...(await differencesIn(query, rule)))
  return found
}

test('the catalog test finds nothing in an unchanged database', async () => {
  expect(await differences(owner)).toEqual([])
  expect(await differences(superuser)).toEqual([])
})

const CHANGES = [...PRIVILEGE_CHANGES, ...POLICY_CHANGES, ...FUNCTION_CHANGES, ...ROLE_CHANGES]

test.each(CHANGES.map((change) => [change.name, change] as const))(
  'the catalog test notices: %s',
  async (_, { sql, says, ...change }) => {
    const client = change.superuser ? superuser : owner
    await client.query('begin')
    try {
      await client.query(sql)
      expect(await differences(client)).toContainEqual(expect.stringContaining(says))
    } finally {
      await client.query('rollback')
    }
  },
)
