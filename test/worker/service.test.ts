import { describe, expect, test, vi } from 'vitest'
import { operations } from '../../src/app.ts'
import { apiDocument } from '../../src/service/document.ts'
import { bindings, database, newTenant, operator, send, tripsOf } from './harness.ts'

test('/health responds without a database request', async () => {
  const trips = await tripsOf(async () => {
    expect(await send('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
  })
  expect(trips).toBe(0)
})

/** Runs the work, and returns the lines that it writes to the log. */
async function logOf(work: () => Promise<unknown>): Promise<string[]> {
  const log = vi.spyOn(console, 'log')
  try {
    await work()
    return log.mock.calls.map(([line]) => String(line))
  } finally {
    log.mockRestore()
  }
}

describe('/ready', () => {
  const MINIMAL = 'inherit false, set true'
  const unique = () => `x${crypto.randomUUID().replaceAll('-', '')}`

  /** Creates a login role, and a schema `own` that contains a table, a sequence and a function. */
  async function loginRole({ attribute = '', membership = MINIMAL, also = [] as string[] }) {
    const names = { tested: unique(), own: unique() }
    const run = async (text: string) => operator(text.replaceAll(/\b(tested|own)\b/g, (name) => names[name as 'own']))
    await run('create schema own')
    await run('create table own.things (id integer, name text)')
    await run('create sequence own.numbers')
    await run('create function own.one() returns integer language sql security definer return 1')
    await run(`create role tested login password 'pw' ${attribute}`)
    if (membership) await run(`grant api_tenant, api_customer to tested with ${membership}`)
    for (const text of also) await run(text)
    const url = Object.assign(new URL(database.loginUrl), { username: names.tested, password: 'pw' }).href
    return { names, env: { ...bindings, DATABASE_URL: url } }
  }

  test('returns 200 if the database responds and the login role has no excess privileges', async () => {
    expect(await send('GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } })
    const { env } = await loginRole({})
    expect((await send('GET', '/ready', { env })).status).toBe(200)
  })

  // Node tests on their own server cover what only a superuser can grant, and changes of the tenant role.
  test.each<[string, Parameters<typeof loginRole>[0]]>([
    ['bypasses row-level security', { attribute: 'bypassrls' }],
    ['may create roles', { attribute: 'createrole' }],
    ['may create databases', { attribute: 'createdb' }],
    ['may create objects in schema own', { also: ['grant create on schema own to tested'] }],
    ['is a member of api_login', { also: ['grant api_login to tested'] }],
    ['can grant api_tenant to others', { membership: `admin true, ${MINIMAL}` }],
    ['inherits from api_tenant, which it should only reach by SET ROLE', { membership: 'inherit true, set true' }],
    ['cannot become api_tenant', { membership: '' }],
    [
      'owns own.things',
      {
        also: [
          'grant create on schema own to tested',
          'grant tested to current_user with set true',
          'alter table own.things owner to tested',
        ],
      },
    ],
    ...['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain', 'select (id)'].map(
      (privilege): [string, { also: string[] }] => [
        'may use own.things',
        { also: [`grant ${privilege} on own.things to tested`] },
      ],
    ),
    ...['usage', 'select', 'update'].map((privilege): [string, { also: string[] }] => [
      'may use own.numbers',
      { also: [`grant ${privilege} on sequence own.numbers to tested`] },
    ]),
    ['may call own.one()', { also: ['grant execute on function own.one() to tested'] }],
    ['may call app.touch()', { also: ['grant execute on function app.touch() to tested'] }],
  ])('returns 503 if the login role %s, and says so only in the log: %j', async (excess, options) => {
    const { names, env } = await loginRole(options)
    const lines = await logOf(async () => {
      const response = await send('GET', '/ready', { env })
      expect(response).toMatchObject({
        status: 503,
        body: { code: 'not_ready', detail: 'The database login role does not have exactly the required privileges.' },
      })
    })
    expect(lines).toHaveLength(1)
    const { level, failure } = JSON.parse(lines[0] ?? '')
    expect(level).toBe('error')
    expect(failure.split('; ')).toContain(`the login role ${excess.replace(/\bown\b/, names.own)}`)
  })

  test('returns 503 if the Worker logs in as the owner', async () => {
    const response = await send('GET', '/ready', { env: { ...bindings, DATABASE_URL: database.ownerUrl } })
    expect(response).toMatchObject({ status: 503, body: { code: 'not_ready' } })
  })
})

test('the document is the same each time it is generated', async () => {
  const document = await apiDocument(operations)
  expect(await apiDocument(operations)).toEqual(document)
  expect(document).toMatchObject({ components: { securitySchemes: { ApiKey: {}, Bearer: {} } } })
})

describe('without a database', () => {
  const unreachable = { ...bindings, DATABASE_ENDPOINT: 'http://127.0.0.1:9/sql' }
  const unknownDatabase = { ...bindings, DATABASE_URL: database.loginUrl.replace(/\/[^/]*$/, '/no_such_database') }
  const wrongPassword = { ...bindings, DATABASE_URL: database.loginUrl.replace(/:[^:@/]+@/, ':wrong@') }

  test.each([
    ['cannot be reached', unreachable],
    ['does not exist', unknownDatabase],
    ['rejects the password', wrongPassword],
  ])('a request returns 503 with Retry-After if the database %s', async (_, env) => {
    const tenant = await newTenant()
    await tenant.get('/v1/customers')
    for (const path of ['/v1/customers', `/v1/customers/${tenant.id}`]) {
      const response = await tenant.get(path, { env })
      expect(response).toMatchObject({ status: 503, body: { code: 'database_unavailable' } })
      expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0)
      expect(JSON.stringify(response.body)).not.toMatch(/postgres|password|127\.0\.0\.1/)
    }
    expect(await send('GET', '/ready', { env })).toMatchObject({ status: 503 })
  })

  test.each(['api_login:s3cret@nowhere', 'postgres://api_login:s3cret@host', 'https://api_login:s3cret@host/db', ''])(
    'an invalid DATABASE_URL causes a 500 that does not reveal it: %s',
    async (url) => {
      const lines = await logOf(async () => {
        const response = await send('GET', '/ready', { env: { ...bindings, DATABASE_URL: url } })
        expect(response).toMatchObject({ status: 500, body: { code: 'internal_error' } })
        expect(JSON.stringify(response.body)).not.toContain('s3cret')
      })
      expect(lines.join()).toContain('DATABASE_URL is not a complete postgres:// URL')
      expect(lines.join()).not.toContain('s3cret')
    },
  )
})
