import { uuidAt } from './clock.ts'
import type { Row } from './parts.ts'
import type { Rows } from './tables.ts'

type Change = { before?: Row; after: Row }

/** The audit log of the named customers and of the keys, as the triggers would have written it. */
export function makeAuditLog(rows: Rows, companies: readonly string[], actorKeyId: string): Row[] {
  const log: Row[] = []
  const write = (operation: string, type: string, row: Row, at: unknown, change: Change) =>
    log.push({
      tenant_id: row.tenant_id,
      id: uuidAt(String(at)),
      occurred_at: at,
      actor_key_id: actorKeyId,
      operation,
      action: change.before ? 'update' : 'create',
      resource_type: type,
      resource_id: row.id,
      before: change.before ?? null,
      after: change.after,
      request_id: crypto.randomUUID(),
    })

  for (const customer of rows.customers) {
    const { archived_at } = customer
    if (archived_at) {
      const change = { before: { archived_at: null }, after: { archived_at } }
      write('archiveCustomer', 'customer', customer, archived_at, change)
    }
  }
  const told = rows.customers.filter(({ company_name }) => companies.includes(String(company_name)))
  for (const customer of told) {
    // Its last change added one metadata key.
    const { metadata } = customer
    const before = { metadata: Object.fromEntries(Object.entries(metadata as object).slice(0, -1)) }
    const made = { ...before, stripe_customer_id: null }
    write('createCustomer', 'customer', customer, customer.created_at, { after: content(customer, made) })
    write('updateCustomer', 'customer', customer, customer.updated_at, { before, after: { metadata } })
  }
  const isTold = (row: Row) => told.some(({ id }) => id === row.customer_id)
  for (const instance of rows.instances.filter(isTold)) {
    const { hostname, ip_address } = instance
    // Host name and address are known once the instance runs.
    let hasAddresses = false
    for (const move of rows.instance_transitions.filter(({ instance_id }) => instance_id === instance.id)) {
      const { from_status, to_status: status, moved_at } = move
      if (from_status === null) {
        const after = content(instance, { status, hostname: null, ip_address: null })
        write('registerInstance', 'instance', instance, moved_at, { after })
        continue
      }
      const isFirst = status === 'running' && !hasAddresses
      if (isFirst) hasAddresses = true
      const before = { status: from_status, ...(isFirst && { hostname: null, ip_address: null }) }
      const after = { status, ...(isFirst && { hostname, ip_address }) }
      write('patchInstance', 'instance', instance, moved_at, { before, after })
    }
  }
  for (const rule of rows.rules.filter(isTold)) {
    const after = content(rule, { trigger_count: 0, last_triggered_at: null })
    write('createRule', 'rule', rule, rule.created_at, { after })
  }
  for (const key of rows.api_keys) {
    const after = content(key, { revoked_at: null, last_used_at: null, replaced_by: null })
    write('createApiKey', 'api_key', key, key.created_at, { after })
    const { revoked_at } = key
    if (revoked_at) {
      write('revokeApiKey', 'api_key', key, revoked_at, { before: { revoked_at: null }, after: { revoked_at } })
    }
  }
  return log
}

/** A row as it was created, without the columns that the audit log omits. */
function content(row: Row, made: Row): Row {
  const { tenant_id: _, created_at: __, updated_at: ___, key_hash: ____, ...rest } = row
  return { ...rest, ...made }
}
