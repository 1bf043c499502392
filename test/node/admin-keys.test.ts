import { describe, expect } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { hashKey } from '../../src/auth/key.ts'
import { admin, adminJson, createCustomer, enter, instant, newSlug, sql, test, uuid } from '../setup/admin-test.ts'

describe('key create', () => {
  test('creates a live admin key with all scopes that does not expire by default', async ({ own }) => {
    const created = await adminJson<Record<string, string>>('key', 'create', own.slug)
    const key = created.key ?? ''
    expect(created).toEqual({
      id: expect.stringMatching(uuid),
      key: expect.stringMatching(/^hc_live_/),
      mode: 'live',
      prefix: key.slice(0, 12),
      last_four: key.slice(-4),
      role: 'admin',
      customer_id: null,
      scopes: ['*'],
      rate_limit: 'standard',
      name: null,
      expires_at: null,
      created_at: expect.stringMatching(instant),
    })
    expect(await enter(key, own.tenant.id)).toBe('admin')
  })

  test('creates a sandbox key with the given scopes, name and expiry', async ({ own }) => {
    const options = ['--test', '--scopes', 'customers:read,rules:write', '--name', 'Till', '--expires', '2999-01-31']
    const created = await adminJson<Record<string, string>>('key', 'create', own.slug, ...options)
    expect(created).toMatchObject({ mode: 'test', name: 'Till', expires_at: '2999-01-31T00:00:00Z' })
    expect(created.scopes).toEqual(['customers:read', 'rules:write'])
    expect(await enter(created.key ?? '', own.sandbox.id)).toBe('admin')
  })

  test('sets the rate limit, which another command can change', async ({ own }) => {
    const created = await adminJson<Record<string, string>>('key', 'create', own.slug, '--rate-limit', 'high')
    expect(created.rate_limit).toBe('high')
    const limited = await adminJson('key', 'rate-limit', created.id ?? '', 'highest')
    const { key: _, ...shown } = created
    expect(limited).toEqual({ ...shown, rate_limit: 'highest', tenant: own.slug })
    const { keys } = await adminJson<{ keys: Record<string, string>[] }>('key', 'list', own.slug)
    expect(keys.find(({ id }) => id === created.id)?.rate_limit).toBe('highest')
  })

  test('accepts a time in any time zone, with its microseconds', async ({ own }) => {
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
      const created = await adminJson<Record<string, string>>('key', 'create', own.slug, ...options)
      expect(created).toMatchObject({ role: 'customer', customer_id: customer })
      expect(await enter(created.key ?? '', tenantId)).toBe('customer')
    }
  })

  test("reports another tenant's customer like one that does not exist", async ({ own }) => {
    const other = await createTenant(sql, { slug: newSlug(), name: 'Other' })
    const inaccessible = [
      await createCustomer(other.tenant.id),
      await createCustomer(own.sandbox.id),
      crypto.randomUUID(),
    ]
    for (const id of inaccessible) {
      const { code, stderr } = await admin('key', 'create', own.slug, '--role', 'customer', '--customer', id)
      expect({ code, stderr }).toEqual({ code: 1, stderr: `The tenant "${own.slug}" has no customer ${id}.\n` })
    }
  })

  test.for([
    ['--role boss', "Option '--role <role>' argument 'boss' is invalid. Input should be one of 'admin', 'customer'."],
    ['--role customer', 'A key with the role customer must be bound to one customer. Add --customer <id>.'],
    [
      `--customer ${crypto.randomUUID()}`,
      '--customer requires the role customer. Add --role customer, or omit --customer.',
    ],
    [
      '--role customer --customer 7',
      /^Option '--customer <id>' argument '7' is invalid\. Input should be a valid UUID, such as .*\.\n$/,
    ],
    [
      '--scopes customers',
      /^Option .* argument 'customers' is invalid\. Input should be one of '\*', 'customers:read', .*\.\n$/,
    ],
    ['--scopes customers:read,', /^Option '--scopes <a,b>' .* is invalid\. Input should be one of '\*', /],
    [
      '--expires 2020-01-01',
      "Option '--expires <time>' argument '2020-01-01' is invalid. Input should be in the future.",
    ],
    [
      '--expires 2999-02-30',
      /^Option .* argument '2999-02-30' is invalid\. Input should be an RFC 3339 date-time, such as .*\.\n$/,
    ],
    [
      '--expires 2999-02-03T04:05:06',
      /^Option .* argument '2999-02-03T04:05:06' is invalid\. Input should have a time zone, such as Z or \+01:00\.\n$/,
    ],
    ['--expires tomorrow', /^Option .* argument 'tomorrow' is invalid\. Input should be an RFC 3339 date-time/],
    ['--name=', "Option '--name <text>' argument '' is invalid. String should have at least 1 character."],
    [`--name ${'a'.repeat(201)}`, /^Option .* is invalid\. String should have at most 200 characters\.\n$/],
  ] as const)('rejects %s', async ([options, sentence], { own }) => {
    const { code, stdout, stderr } = await admin('key', 'create', own.slug, ...options.split(' '), '--json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    if (typeof sentence === 'string') expect(stderr).toBe(`${sentence}\n`)
    else expect(stderr).toMatch(sentence)
    expect(await sql('select id from api_keys where tenant_id = $1', [own.tenant.id])).toHaveLength(1)
  })
})

describe('key list and revoke', () => {
  test('the list shows live and test keys in every state, but never the key itself', async ({ own }) => {
    // Even on a busy machine, the command reads it before then.
    const soon = new Date(Date.now() + 6_000)
    const created = await adminJson<Record<string, string>>('key', 'create', own.slug, '--expires', soon.toISOString())
    await adminJson('key', 'revoke', own.keys.test.id)
    await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(soon.getTime() + 100)

    const { stdout } = await admin('key', 'list', own.slug, '--json')
    const { keys } = JSON.parse(stdout)
    expect(keys).toMatchObject([
      { id: own.keys.live.id, mode: 'live', state: 'active', revoked_at: null, last_used_at: null },
      { id: own.keys.test.id, mode: 'test', state: 'revoked', revoked_at: expect.stringMatching(instant) },
      { id: created.id, mode: 'live', state: 'expired', expires_at: soon.toISOString().replace(/\.?0+Z$/, 'Z') },
    ])
    const table = (await admin('key', 'list', own.slug)).stdout
    for (const key of [own.keys.live.key, own.keys.test.key, created.key ?? '']) {
      for (const secret of [key, await hashKey(key), key.slice(12, -4)]) {
        expect(stdout).not.toContain(secret)
        expect(table).not.toContain(secret)
      }
      expect(table).toContain(`${key.slice(0, 12)}…${key.slice(-4)}`)
    }
    expect(await enter(created.key ?? '', own.tenant.id)).toBe('HC401')
  })

  test('a revoked key is rejected immediately, and revoking it again does not change the time', async ({ own }) => {
    const { id, key } = own.keys.live
    const revoked = await adminJson<Record<string, unknown>>('key', 'revoke', id)
    expect(revoked).toMatchObject({ id, tenant: own.slug, mode: 'live', revoked_at: expect.stringMatching(instant) })
    expect(await enter(key, own.tenant.id)).toBe('HC401')
    expect(await adminJson('key', 'revoke', id.toUpperCase())).toEqual(revoked)
    expect((await admin('key', 'revoke', id)).stdout).toMatch(/^revoked at {3}\S+Z\ntenant {7}t-/)
    expect(JSON.stringify(revoked)).not.toContain(key.slice(12, -4))
  })

  test('revoking rejects an id that no key has, and text that is not an id', async () => {
    const id = crypto.randomUUID()
    expect(await admin('key', 'revoke', id)).toEqual({
      code: 1,
      stdout: '',
      stderr: `No key ${id} exists. Use "key list <slug>" to see the ids.\n`,
    })
    expect((await admin('key', 'revoke', 'hc_live_abc')).stderr).toMatch(
      /^'hc_live_abc' is not a valid key id\. Input should be a valid UUID, such as /,
    )
  })
})
