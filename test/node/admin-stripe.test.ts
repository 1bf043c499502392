import { describe, expect } from 'vitest'
import type { ReplayedEvent } from '../../src/admin/stripe-replay.ts'
import objects from '../fixtures/stripe-objects.json' with { type: 'json' }
import { admin, adminJson, newSlug, sql, test } from '../setup/admin-test.ts'

const random = () => crypto.randomUUID().replaceAll('-', '')
const newAccount = () => `acct_${random().slice(0, 16)}`
const accountOf = (id: string) => sql('select stripe_account_id as account from tenants where id = $1', [id])

describe('stripe connect', () => {
  test('assigns an account to a tenant, and replaces it only with --replace', async ({ own }) => {
    const [first, second] = [newAccount(), newAccount()]
    const connected = await adminJson('stripe', 'connect', own.slug, first)
    const tenant = { id: own.tenant.id, slug: own.slug, stripe_account_id: first, link_by_email: false }
    expect(connected).toEqual({ tenant, linked: 0 })
    expect(await adminJson('stripe', 'connect', own.slug, first)).toEqual(connected)
    expect(await admin('stripe', 'connect', own.slug, second)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `The tenant "${own.slug}" is connected to the account "${first}". ` +
        `Use --replace to connect it to "${second}" instead.\n`,
    })
    expect(await accountOf(own.tenant.id)).toEqual([{ account: first }])

    const replaced = { tenant: { ...tenant, stripe_account_id: second }, linked: 0 }
    expect(await adminJson('stripe', 'connect', own.slug, second, '--replace')).toEqual(replaced)
    expect(await adminJson('stripe', 'connect', own.slug, second, '--replace')).toEqual(replaced)
    expect(await accountOf(own.tenant.id)).toEqual([{ account: second }])
  })

  test('links by email only with --link-by-email; without it, turns linking by email off again', async ({ own }) => {
    const account = newAccount()
    const shown = async () => {
      const { tenants } = await adminJson<{ tenants: Record<string, unknown>[] }>('tenant', 'list')
      const { stripe_account_id, link_by_email } = tenants.find(({ id }) => id === own.tenant.id) ?? {}
      return { stripe_account_id, link_by_email }
    }
    expect(await shown()).toEqual({ stripe_account_id: null, link_by_email: false })
    const on = await adminJson('stripe', 'connect', own.slug, account, '--link-by-email')
    expect(on).toMatchObject({ tenant: { stripe_account_id: account, link_by_email: true } })
    expect(await shown()).toEqual({ stripe_account_id: account, link_by_email: true })
    expect((await admin('stripe', 'connect', own.slug, account)).stdout).toMatch(
      /^slug +stripe_account_id +link_by_email +id\nt-\S+ +acct_\S+ +no +\S+\n$/,
    )
    expect(await shown()).toEqual({ stripe_account_id: account, link_by_email: false })
  })

  test('rejects another tenant’s account, and names the tenant', async ({ own }) => {
    const [slug, account] = [newSlug(), newAccount()]
    const other = await adminJson<{ tenant: { id: string } }>('tenant', 'create', slug, '--name', 'Other')
    await adminJson('stripe', 'connect', own.slug, account)
    const { code, stderr } = await admin('stripe', 'connect', slug, account)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `The account "${account}" is already connected to the tenant "${own.slug}".\n`,
    })
    expect(await accountOf(other.tenant.id)).toEqual([{ account: null }])
  })

  test.for(['acct_', 'acct-1', 'cus_1', 'acct_1 2', `acct_${'x'.repeat(65)}`])(
    'rejects "%s"',
    async (account, { own }) => {
      const { code, stderr } = await admin('stripe', 'connect', own.slug, account)
      expect(code).toBe(1)
      expect(stderr).toMatch(/^'.*' is not a valid account id\. .* should be a Stripe account id: acct_ .*\.\n$/)
    },
  )

  test('rejects an unknown slug', async () => {
    const slug = newSlug()
    const { stderr } = await admin('stripe', 'connect', slug, newAccount())
    expect(stderr).toBe(`No tenant "${slug}" exists. Use "tenant list" to see the slugs.\n`)
  })
})

describe('stripe replay', () => {
  /** Stores an event that an earlier release ignored. */
  async function store(own: { tenant: { id: string }; slug: string }, customer: string) {
    const [id, account] = [`evt_${random()}`, newAccount()]
    await adminJson('stripe', 'connect', own.slug, account)
    const type = 'customer.subscription.created'
    const payload = {
      ...objects.event,
      id,
      type,
      account,
      livemode: true,
      data: { object: { ...objects.subscription, customer } },
    }
    await sql(
      `insert into stripe_events (tenant_id, id, type, created_at, account, status, precedence, payload)
       values ($1, $2, $3, now(), $4, 'ignored', 0, $5)`,
      [own.tenant.id, id, type, account, JSON.stringify(payload)],
    )
    return { id, account, type }
  }

  test('applies a stored event by the rules of this release and shows the changes, only once', async ({ own }) => {
    const customer = `cus_${random()}`
    const { id, type } = await store(own, customer)
    const summary = { id, type, tenant: own.slug, mode: 'live' }
    expect(await adminJson('stripe', 'replay', id)).toEqual({ ...summary, status: 'waiting', changes: [] })

    await sql('insert into customers (tenant_id, stripe_customer_id) values ($1, $2)', [own.tenant.id, customer])
    const replayed = await adminJson<ReplayedEvent>('stripe', 'replay', id)
    const change = { action: 'create', resource_type: 'subscription', resource_id: expect.any(String) }
    expect(replayed).toEqual({ ...summary, status: 'applied', changes: [change] })
    expect(await sql('select status, id from subscriptions where tenant_id = $1', [own.tenant.id])).toEqual([
      { status: 'active', id: replayed.changes[0]?.resource_id },
    ])
    expect(await adminJson('stripe', 'replay', id)).toEqual({ ...summary, status: 'applied', changes: [] })
    expect((await admin('stripe', 'replay', id)).stdout).toMatch(
      /^event {4}evt_.*\ntype .*\n.*\nstatus {3}applied\nchanged {2}nothing\n$/,
    )
    expect(await sql(`select distinct operation from audit_log where tenant_id = $1`, [own.tenant.id])).toEqual([
      { operation: 'stripeReplay' },
    ])
  })

  test('rejects an event that is not stored, and one whose account is no longer connected', async ({ own }) => {
    expect((await admin('stripe', 'replay', 'evt_nothing')).stderr).toBe('No event "evt_nothing" is stored.\n')
    const { id, account } = await store(own, 'cus_1')
    await adminJson('stripe', 'connect', own.slug, newAccount(), '--replace')
    expect((await admin('stripe', 'replay', id)).stderr).toBe(
      `The event belongs to ${account}, which is no longer connected. ` +
        `Use "stripe connect ${own.slug} ${account} --replace" to connect it again.\n`,
    )
  })
})

test('stripe demo-event works only on the local stack’s database', async ({ own }) => {
  const { code, stderr } = await admin('stripe', 'demo-event', own.slug, own.tenant.id)
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: '"stripe demo-event" works only on the local stack. Unset DATABASE_ADMIN_URL.\n',
  })
})
