import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const THEN = '2026-03-14T15:09:26Z'

/** Creates a row that was last changed at `THEN`, and returns a function that updates it and reads `updated_at`. */
async function oldRow(tenant: Tenant, table: string) {
  const { id: customer_id } = await tenant.customer()
  const fields: Record<string, object> = {
    subscriptions: { status: 'active' },
    instances: { status: 'running' },
    rules: { name: 'A rule', trigger_event: 'call.missed' },
  }
  const id = await tenant.row(table, { customer_id, ...fields[table], created_at: THEN, updated_at: THEN })
  return async (change: string) => {
    const [row] = await operator(
      `update ${table} set ${change} where tenant_id = $1 and id = $2
       returning updated_at = '${THEN}' as same, updated_at > now() - interval '1 minute' as fresh,
                 updated_at::text as updated_at`,
      [tenant.id, id],
    )
    return row as { same: boolean; fresh: boolean; updated_at: string }
  }
}

describe.each([
  ['subscriptions', `status = 'canceled'`, `status = 'active'`],
  ['instances', `status = 'stopped'`, `status = 'running'`],
  ['rules', `is_active = false`, `is_active = true`],
])('updated_at of %s', (table, change, unchanged) => {
  test('strictly increases with each change', async () => {
    const update = await oldRow(await newTenant(), table)
    const first = await update(change)
    expect(first).toMatchObject({ same: false, fresh: true })
    const second = await update(unchanged)
    expect(second.updated_at > first.updated_at).toBe(true)
  })

  test('is unchanged if the update changes nothing', async () => {
    const update = await oldRow(await newTenant(), table)
    expect(await update(unchanged)).toMatchObject({ same: true })
  })

  test('is the value of the statement if it sets one', async () => {
    const update = await oldRow(await newTenant(), table)
    expect(await update(`${change}, updated_at = '2026-03-15T00:00:00Z'`)).toMatchObject({ same: false, fresh: false })
  })
})

test.each([
  ...['customer_id = null', `rule_key = 'a'`, `name = 'b'`, `description = 'c'`, `trigger_event = 'd'`],
  ...[`conditions = '[1]'`, `actions = '[1]'`, 'priority = 1', 'cooldown_seconds = 1', 'is_active = false'],
])('updated_at of a rule increases with %s', async (change) => {
  const update = await oldRow(await newTenant(), 'rules')
  expect(await update(change)).toMatchObject({ same: false, fresh: true })
})

test('updated_at of a rule is unchanged when it is triggered', async () => {
  const update = await oldRow(await newTenant(), 'rules')
  expect(await update('trigger_count = trigger_count + 1, last_triggered_at = now()')).toMatchObject({ same: true })
})
