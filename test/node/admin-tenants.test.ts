import { describe, expect } from 'vitest'
import type { NewTenant } from '../../src/admin/tenants.ts'
import { isWellFormedKey } from '../../src/auth/key.ts'
import { admin, adminJson, enter, instant, newSlug, sql, test, uuid } from '../setup/admin-test.ts'

describe('tenant create', () => {
  test('creates a tenant, its sandbox and a working key for each', async () => {
    const slug = newSlug()
    const { tenant, sandbox, keys } = await adminJson<NewTenant>('tenant', 'create', slug, '--name', 'Acme')
    expect(tenant).toEqual({ id: expect.stringMatching(uuid), slug, name: 'Acme' })
    expect(await sql('select id from tenants where sandbox_of = $1', [tenant.id])).toEqual([{ id: sandbox.id }])
    expect(keys.live.key).toMatch(/^hc_live_/)
    expect(keys.test.key).toMatch(/^hc_test_/)
    expect([keys.live.key, keys.test.key].every(isWellFormedKey)).toBe(true)
    expect(await enter(keys.live.key, tenant.id)).toBe('admin')
    expect(await enter(keys.test.key, sandbox.id)).toBe('admin')
    expect(await enter(keys.test.key, tenant.id)).toBe('HC401')
  })

  test('prints aligned lines without --json', async () => {
    const { code, stdout } = await admin('tenant', 'create', newSlug(), '--name', ' Zoë & Co ')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^slug {9}t-.*\nname {9}Zoë & Co\ntenant id {4}\S+\nsandbox id {3}\S+\nlive key {5}hc_live_\w+\n/,
    )
  })

  test('rejects a slug that is in use, and changes nothing', async ({ own }) => {
    const count = () =>
      sql('select count(*) from api_keys where tenant_id in ($1, $2)', [own.tenant.id, own.sandbox.id])
    const before = await count()
    const { code, stdout, stderr } = await admin('tenant', 'create', own.slug, '--name', 'Other', '--json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(`A tenant "${own.slug}" already exists. Choose another slug.\n`)
    expect(await count()).toEqual(before)
    expect(await sql('select name from tenants where slug = $1', [own.slug])).toEqual([{ name: 'Acme' }])
  })

  test('gives a slug to only one of three simultaneous commands', async () => {
    const slug = newSlug()
    const runs = await Promise.all([1, 2, 3].map(() => admin('tenant', 'create', slug, '--name', 'A')))
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 1, 1])
  })

  test.for(['Acme', '-acme', 'a_b', 'a'.repeat(64), ''])('rejects the slug "%s"', async (slug) => {
    const { code, stderr } = await admin('tenant', 'create', '--name', 'A', '--', slug)
    expect(code).toBe(1)
    expect(stderr).toMatch(
      / is not a valid slug\. Input should have 1 to 63 lowercase letters, digits and hyphens, .*\.\n$/,
    )
  })

  test.for(['  ', 'a\nb', 'a'.repeat(201)])('rejects the name %j', async (name) => {
    const { code, stderr } = await admin('tenant', 'create', newSlug(), `--name=${name}`)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^Option '--name <text>' argument '.*' is invalid\. .* should .* characters?\.\n$/)
  })
})

describe('tenant list, suspend and resume', () => {
  test('the list has every tenant once, without its sandbox', async ({ own }) => {
    const { tenants } = await adminJson<{ tenants: Record<string, unknown>[] }>('tenant', 'list')
    expect(tenants.filter(({ id }) => id === own.tenant.id)).toEqual([
      {
        ...own.tenant,
        sandbox_id: own.sandbox.id,
        stripe_account_id: null,
        link_by_email: false,
        suspended_at: null,
        created_at: expect.stringMatching(instant),
      },
    ])
    expect(tenants.find(({ id }) => id === own.sandbox.id)).toBeUndefined()
  })

  test('the table has a header, and its columns are aligned', async ({ own }) => {
    const [head = '', ...lines] = (await admin('tenant', 'list')).stdout.split('\n')
    expect(head).toMatch(/^slug +name +id +sandbox_id +stripe_account_id +link_by_email +suspended_at +created_at$/)
    const line = lines.find((one) => one.startsWith(`${own.slug} `))
    expect(line?.indexOf(own.tenant.id)).toBe(head.indexOf(' id ') + 1)
  })

  test('a suspended tenant and its sandbox are rejected immediately, and served immediately once resumed', async ({
    own,
  }) => {
    const entries = () =>
      Promise.all([enter(own.keys.live.key, own.tenant.id), enter(own.keys.test.key, own.sandbox.id)])
    const suspended = await adminJson<{ tenant: object }>('tenant', 'suspend', own.slug)
    expect(suspended).toEqual({ tenant: { ...own.tenant, suspended_at: expect.stringMatching(instant) } })
    expect(await entries()).toEqual(['HC403', 'HC403'])
    expect(await adminJson('tenant', 'suspend', own.slug)).toEqual(suspended)

    const resumed = { tenant: { ...own.tenant, suspended_at: null } }
    expect(await adminJson('tenant', 'resume', own.slug)).toEqual(resumed)
    expect(await entries()).toEqual(['admin', 'admin'])
    expect(await adminJson('tenant', 'resume', own.slug)).toEqual(resumed)
  })

  test.for(['tenant suspend', 'tenant resume', 'key list', 'key create'])(
    '%s rejects an unknown slug',
    async (command) => {
      const slug = newSlug()
      const { code, stdout, stderr } = await admin(...command.split(' '), slug, '--json')
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toBe(`No tenant "${slug}" exists. Use "tenant list" to see the slugs.\n`)
    },
  )
})
