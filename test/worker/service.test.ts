import { describe, expect, test, vi } from 'vitest'
import { bindings, database, newTenant, operator, send, tripsOf } from './harness.ts'

test('/health answers without asking the database', async () => {
  const trips = await tripsOf(async () => {
    expect(await send('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
  })
  expect(trips).toBe(0)
})

describe('/ready', () => {
  const urlOf = (name: string) =>
    Object.assign(new URL(database.loginUrl), { username: name, password: 'pw' }).toString()
  test('is 200 while the database answers and the login role is narrow', async () => {
    expect(await send('GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } })
  })

  test.each([
    ['bypasses row-level security', 'bypassrls', ''],
    ['may create roles', 'createrole', ''],
    ['inherits from api_tenant, which it may only become', '', 'inherit true, set true'],
  ])('is 503 and says so when the login role %s', async (sentence, attribute, grant) => {
    const wide = `wide_${crypto.randomUUID().replaceAll('-', '')}`
    await operator(`create role ${wide} login password 'pw' ${attribute}`)
    await operator(`grant api_tenant to ${wide} with ${grant || 'inherit false, set true'}`)
    const answer = await send('GET', '/ready', { env: { ...bindings, DATABASE_URL: urlOf(wide) } })
    expect(answer).toMatchObject({ status: 503, body: { code: 'not_ready' } })
    expect(answer.body.detail).toContain(sentence)
  })

  test('is 503 when the Worker logs in as the owner', async () => {
    const answer = await send('GET', '/ready', { env: { ...bindings, DATABASE_URL: database.ownerUrl } })
    expect(answer).toMatchObject({ status: 503, body: { code: 'not_ready' } })
  })
})

describe('without its database', () => {
  const nowhere = { ...bindings, DATABASE_ENDPOINT: 'http://127.0.0.1:9/sql' }
  const misnamed = { ...bindings, DATABASE_URL: database.loginUrl.replace(/\/[^/]*$/, '/no_such_database') }
  const mistyped = { ...bindings, DATABASE_URL: database.loginUrl.replace(/:[^:@/]+@/, ':wrong@') }

  test.each([
    ['cannot be reached', nowhere],
    ['does not exist', misnamed],
    ['refuses the password', mistyped],
  ])('a request is 503 with Retry-After when the database %s', async (_, env) => {
    const tenant = await newTenant()
    await tenant.get('/v1/customers')
    for (const path of ['/v1/customers', `/v1/customers/${tenant.id}`]) {
      const answer = await tenant.get(path, { env })
      expect(answer).toMatchObject({ status: 503, body: { code: 'database_unavailable' } })
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
      expect(JSON.stringify(answer.body)).not.toMatch(/postgres|password|127\.0\.0\.1/)
    }
    expect(await send('GET', '/ready', { env })).toMatchObject({ status: 503 })
  })

  test.each(['api_login:s3cret@nowhere', 'postgres://api_login:s3cret@host', 'https://api_login:s3cret@host/db', ''])(
    'a DATABASE_URL that is none is a 500 that shows nothing of it: %s',
    async (url) => {
      const log = vi.spyOn(console, 'log')
      const answer = await send('GET', '/ready', { env: { ...bindings, DATABASE_URL: url } })
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } })
      expect(JSON.stringify(answer.body)).not.toContain('s3cret')
      expect(log.mock.lastCall?.[0]).toContain('DATABASE_URL is no complete postgres:// URL')
      expect(log.mock.lastCall?.[0]).not.toContain('s3cret')
    },
  )
})
