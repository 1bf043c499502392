import { replace, type SourceChange } from './source-change.ts'

const DB = 'src/db/tenant-db.ts'
const CLIENT = 'src/db/client.ts'
const BATCH = '    const results = await db.batch([\n      become,\n'
/** The text of the statement that enters. */
const ROLE = "set_config('role', case entered[1] when 'admin' then 'api_tenant' else 'api_customer' end, true)"
const BECOME = ['sql`\n      select entered, ', ROLE, '\n        from $', '{enter} entered`'].join('')
const LOCKS = 'test/worker/locks.test.ts'
const SAYS = 'A batch must be one transaction that first calls enter and becomes api_tenant: see src/db/tenant-db.ts.'

/** Changes to how a batch is sent, and part of the name of the test that detects each. */
const CHANGES: [name: string, edits: SourceChange['edits'], named: string][] = [
  [
    'enter is left out',
    [replace(DB, BECOME, "sql`select '{admin}'::text[] as entered`")],
    'a read batch sees one snapshot and cannot write',
  ],
  [
    'enter comes last',
    [
      replace(DB, BATCH, '    const results = await db.batch<any, any>([\n'),
      replace(
        DB,
        'recorded(statement, index + 1) : statement)),\n',
        'recorded(statement, index + 1) : statement)),\n      become,\n',
      ),
      replace(DB, 'return results.map(', 'return [results.at(-1), ...results.slice(0, -1)].map('),
    ],
    'a read batch sees one snapshot and cannot write',
  ],
  ['enter is a request of its own', [replace(DB, BATCH, `    await become\n${BATCH}`)], 'a batch takes one round trip'],
  [
    'the transaction remains the login role',
    [replace(DB, `select entered, ${ROLE}`, 'select entered')],
    'a batch first enters and switches to the tenant role',
  ],
  [
    'the connection remains the tenant role',
    [replace(DB, ROLE, ROLE.replace(', true)', ', false)'))],
    'a batch first enters and switches to the tenant role',
  ],
  [
    'a customer-bound key gets the role of an admin key',
    [replace(DB, "else 'api_customer' end", "else 'api_tenant' end")],
    'a batch with a customer-bound key becomes api_customer',
  ],
  [
    'the role is switched before the caller is checked',
    [replace(DB, 'select entered, ', "select set_config('role', 'api_tenant', true), entered, ")],
    'a batch first enters and switches to the tenant role',
  ],
  ['transactions have no isolation level', [replace(CLIENT, ', ...TRANSACTIONS[access]', '')], 'a read batch sees'],
  ['a read can write', [replace(CLIENT, 'readOnly: true', 'readOnly: false')], 'a read batch sees'],
  ['a read sees several snapshots', [replace(CLIENT, "'RepeatableRead'", "'ReadCommitted'")], 'a read batch sees'],
  ['a write sees an old snapshot', [replace(CLIENT, "'ReadCommitted'", "'RepeatableRead'")], 'a write batch is'],
]

/** Lock 3: every batch first enters its tenant. */
export const TRANSACTION_CHANGES = CHANGES.map(([name, edits, named]): SourceChange => {
  return { name, edits, check: { tests: [LOCKS], named }, says: SAYS }
})
