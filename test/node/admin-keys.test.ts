import { describe, expect } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { hashKey } from '../../src/auth/key.ts'
import { admin, adminJson, createCustomer, enter, instant, newSlug, sql, test, uuid } from '../setup/admin-test.ts'

describe('key create', () => {
  test('makes a live admin key for everything that does not expire, unless told otherwise', async ({ own }) => {
    const made = await adminJson<Record<string, string>>('key', 'create', own.slug)
    const key = made.key ?? ''
    expect(made).toEqual({
      id: expect.stringMatching(uuid),
      key: expect.stringMatching(/^hc_live_/),
      mode: 'live',
      prefix: key.slice(0, 12),
      last_four: key.slice(-4),
      role: 'admin',
      customer_id: null,
      scopes: ['*'],
      name: null,
      expires_at: null,
      created_at: expect.stringMatching(instant),
    })
    expect(await enter(key, own.tenant.id)).toBe('api_tenant')
  })

  test('creates a sandbox key with the given scopes, name and expiry', async ({ own }) => {
    const options = ['--test', '--scopes', 'customers:read,rules:write', '--name', 'Till', '--expires', '2999-01-31']
    const made = await adminJson<Record<string, string>>('key', 'create', own.slug, ...options)
    expect(made).toMatchObject({ mode: 'test', name: 'Till', expires_at: '2999-01-31T00:00:00Z' })
    expect(made.scopes).toEqual(['customers:read', 'rules:write'])
    expect(await enter(made.key ?? '', own.sandbox.id)).toBe('api_tenant')
  })

  test('takes a time in any zone, with its microseconds', async ({ own }) => {
    const time = '2999-01-31T01:02:03.456789+02:00'
    const { expires_at } = await adminJson<Record<string, string>>('key', 'create', own.slug, '--expires', time)
    expect(expires_at).toBe('2999-01-30T23:02:03.456789Z')
  })

  test('binds a key to one customer, of the tenant or of its sandbox', async ({ own }) => {
    for (const [tenantId, mode] of [
      [own.tenant.id, []],
      [own.sandbox.id, ['--test']],
    ] as const) {
      const customer = await createCustomer(tenantId)
      const options = ['--role', 'customer', '--customer', customer.toUpperCase(), ...mode]
      const made = await adminJson<Record<string, string>>('key', 'create', own.slug, ...options)
      expect(made).toMatchObject({ role: 'customer', customer_id: customer })
      expect(await enter(made.key ?? '', tenantId)).toBe('api_tenant')
    }
  })

  test("says the same of another tenant's customer as of one that does not exist", async ({ own }) => {
    const other = await createTenant(sql, { slug: newSlug(), name: 'Other' })
    const foreign = [await createCustomer(other.tenant.id), await createCustomer(own.sandbox.id), crypto.randomUUID()]
    for (const id of foreign) {
      const { code, stderr } = await admin('key', 'create', own.slug, '--role', 'customer', '--customer', id)
      expect({ code, stderr }).toEqual({ code: 1, stderr: `The tenant "${own.slug}" has no customer ${id}.\n` })
    }
  })

  test.for([
    ['--role boss', '"boss" is not a role. Use admin or customer.'],
    ['--role customer', 'A key with the role customer must be bound to one customer. Add --customer <id>.'],
    [
      `--customer ${crypto.randomUUID()}`,
      '--customer requires the role customer. Add --role customer, or omit --customer.',
    ],
    ['--role customer --customer 7', /^A customer id must be a UUID, such as .*, not "7"\.\n$/],
    ['--scopes customers', /^"customers" is not a scope\. Use \* or any of customers:read, customers:write, .*\.\n$/],
    ['--scopes customers:read,', /^A key requires at least one scope\. Use \* or any of /],
    ['--expires 2020-01-01', '"2020-01-01" is in the past. A key must expire in the future.'],
    [
      '--expires 2999-02-30',
      /^"2999-02-30" is not a valid time\. Use RFC 3339 with a time zone, such as .*, or a date\.\n$/,
    ],
    ['--expires 2999-02-03T04:05:06', /^"2999-02-03T04:05:06" is not a valid time\. /],
    ['--expires tomorrow', /^"tomorrow" is not a valid time\. /],
  ] as const)('refuses %s', async ([options, sentence], { own }) => {
    const { code, stdout, stderr } = await admin('key', 'create', own.slug, ...options.split(' '), '--json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    if (typeof sentence === 'string') expect(stderr).toBe(`${sentence}\n`)
    else expect(stderr).toMatch(sentence)
    expect(await sql('select id from api_keys where tenant_id = $1', [own.tenant.id])).toHaveLength(1)
  })
})

describe('key list and revoke', () => {
  test('the list tells live from test and active from expired and revoked, and shows no key', async ({ own }) => {
    const soon = new Date(Date.now() + 2_000)
    const made = await adminJson<Record<string, string>>('key', 'create', own.slug, '--expires', soon.toISOString())
    await adminJson('key', 'revoke', own.keys.test.id)
    await expect.poll(() => Date.now(), { timeout: 5_000 }).toBeGreaterThan(soon.getTime() + 100)

    const { stdout } = await admin('key', 'list', own.slug, '--json')
    const { keys } = JSON.parse(stdout)
    expect(keys).toMatchObject([
      { id: own.keys.live.id, mode: 'live', state: 'active', revoked_at: null, last_used_at: null },
      { id: own.keys.test.id, mode: 'test', state: 'revoked', revoked_at: expect.stringMatching(instant) },
      { id: made.id, mode: 'live', state: 'expired', expires_at: soon.toISOString().replace(/\.?0+Z$/, 'Z') },
    ])
    const table = (await admin('key', 'list', own.slug)).stdout
    for (const key of [own.keys.live.key, own.keys.test.key, made.key ?? '']) {
      for (const secret of [key, await hashKey(key), key.slice(12, -4)]) {
        expect(stdout).not.toContain(secret)
        expect(table).not.toContain(secret)
      }
      expect(table).toContain(`${key.slice(0, 12)}…${key.slice(-4)}`)
    }
    expect(await enter(made.key ?? '', own.tenant.id)).toBe('HC401')
  })

  test('a revoked key is refused at once, and revoking it again keeps the first time', async ({ own }) => {
    const { id, key } = own.keys.live
    const revoked = await adminJson<Record<string, unknown>>('key', 'revoke', id)
    expect(revoked).toMatchObject({ id, tenant: own.slug, mode: 'live', revoked_at: expect.stringMatching(instant) })
    expect(await enter(key, own.tenant.id)).toBe('HC401')
    expect(await adminJson('key', 'revoke', id.toUpperCase())).toEqual(revoked)
    expect((await admin('key', 'revoke', id)).stdout).toMatch(/^revoked at {3}\S+Z\ntenant {7}t-/)
    expect(JSON.stringify(revoked)).not.toContain(key.slice(12, -4))
  })

  test('revoking refuses an id that no key has, and what is no id', async () => {
    const id = crypto.randomUUID()
    expect(await admin('key', 'revoke', id)).toEqual({
      code: 1,
      stdout: '',
      stderr: `No key ${id} exists. Use "key list <slug>" to see the ids.\n`,
    })
    expect((await admin('key', 'revoke', 'hc_live_abc')).stderr).toMatch(/^A key id must be a UUID, such as /)
  })
})
