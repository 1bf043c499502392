import { escapeLiteral } from 'pg'
import type { Query } from '../../admin/query.ts'
import { hashKey } from '../../auth/key.ts'
import type { Clock } from './clock.ts'

type Row = Record<string, unknown>
type Statement = [text: string, params: unknown[]]

/** Writes a tenant's rows as requests with one of its API keys do: the triggers write the rest. */
export type TenantWriter = {
  clock: Clock
  /** Inserts a row at that time and returns its id. Nothing is sent before `finish`. */
  insert(at: string, operation: string, table: string, row: Row): string
  update(at: string, operation: string, table: string, id: string, changes: Row): void
  /** Applies a Stripe event, given as its row, that is received at that time. */
  applyEvent(at: string, event: object): void
  /** Sets columns that no request can set, such as the last use of a key. */
  record(table: string, id: string, values: Row): void
  /** Sends the changes and sets the times of the rows that they wrote. Deletes the audit log unless `audited`. */
  finish(options: { audited: boolean }): Promise<void>
}

/** Operation of what Stripe changes; the audit log entries are deleted. */
export const STRIPE = 'stripe'

/** Few enough that even a slow machine applies them within the 10-second limit of a request. */
const CHANGES_PER_TRANSACTION = 25

/** Writes as the API does: acting for the key, with only the privileges of its role. */
export async function startWriter(query: Query, clock: Clock, tenantId: string, key: string): Promise<TenantWriter> {
  const times: { request_id: string; at: string }[] = []
  const records: Statement[] = []
  const keyHash = `\\x${await hashKey(key)}`

  const changes: string[] = []

  function add(at: string, operation: string, [text, params]: Statement): void {
    const request_id = crypto.randomUUID()
    times.push({ request_id, at })
    const act = withLiterals(actAs, [keyHash, tenantId, operation, request_id])
    changes.push(`reset role; ${act}; set local role api_tenant; ${withLiterals(text, params)}`)
  }

  return {
    clock,
    insert(at, operation, table, row) {
      const id = crypto.randomUUID()
      add(at, operation, insertOf(table, { id, ...row }))
      return id
    },
    update: (at, operation, table, id, values) => add(at, operation, updateOf(table, id, values)),
    applyEvent: (at, event) => add(at, STRIPE, ['select app.apply_stripe_event($1)', [JSON.stringify(event)]]),
    record: (table, id, values) => void records.push(updateOf(table, id, values)),
    async finish({ audited }) {
      for (let start = 0; start < changes.length; start += CHANGES_PER_TRANSACTION) {
        const together = changes.slice(start, start + CHANGES_PER_TRANSACTION)
        await query(['begin', ...together, 'commit'].join('; '))
      }
      await query('begin')
      for (const [text, params] of records) await query(text, params)
      await query(dateAuditLog, [tenantId, JSON.stringify(times)])
      for (const text of dateRows) await query(text, [tenantId])
      const unwanted = 'delete from public.audit_log where tenant_id = $1 and (operation = $2 or not $3)'
      await query(unwanted, [tenantId, STRIPE, audited])
      await query('commit')
    },
  }
}

/** What `app.enter` does for a request. Its time limits start again with each call. */
const actAs = `
  select app.act_for(s.key, k.tenant_id, k.role, k.customer_id, k.id, $3, $4)
    from app.seal_key s, public.api_keys k where k.key_hash = $1 and k.tenant_id = $2`

/** Several statements in one text cannot have parameters. */
function withLiterals(text: string, params: readonly unknown[]): string {
  return text.replaceAll(/\$(\d)/g, (_, place) => escapeLiteral(String(params[place - 1])))
}

const dateAuditLog = `
  update public.audit_log a set occurred_at = t.at
    from jsonb_to_recordset($2) t (request_id text, at timestamptz)
   where a.tenant_id = $1 and a.request_id = t.request_id`

/** Each row has the times of its first and last audit log entry. */
const dateTable = (table: string, columns: string) => `
  update public.${table} set ${columns}
    from (select resource_id, min(occurred_at) as first, max(occurred_at) as last
            from public.audit_log where tenant_id = $1 group by resource_id) history
   where tenant_id = $1 and id = resource_id`

const dateRows = [
  dateTable('customers', 'created_at = first, updated_at = last'),
  dateTable('instances', 'created_at = first, updated_at = last'),
  dateTable('rules', 'created_at = first, updated_at = last'),
  dateTable('subscriptions', 'updated_at = last'),
  dateTable('api_keys', 'created_at = first'),
  // The customers over time.
  `delete from public.row_counts where tenant_id = $1 and starts_with(kind, 'customers_on_')`,
  `insert into public.row_counts (tenant_id, kind, shard, count)
   select $1, app.customers_on(at), 0, sum(change)
     from public.customers, lateral (values (created_at, 1), (archived_at, -1)) changes (at, change)
    where tenant_id = $1 and at is not null group by app.customers_on(at)`,
  `update public.stripe_events set received_at = created_at + interval '2 seconds' where tenant_id = $1`,
  // An instance's status changes and their audit log entries are in the same order.
  `with entries as (
     select resource_id, occurred_at, row_number() over (partition by resource_id order by occurred_at) as step
       from public.audit_log where tenant_id = $1 and resource_type = 'instance' and after ? 'status'
   ), changes as (
     select id, row_number() over (partition by instance_id order by moved_at) as step
       from public.instance_transitions where tenant_id = $1
   )
   update public.instance_transitions m set moved_at = entries.occurred_at from entries join changes using (step)
    where m.tenant_id = $1 and m.id = changes.id and m.instance_id = entries.resource_id`,
]

function insertOf(table: string, row: Row): Statement {
  const columns = Object.keys(row).join(', ')
  const text = `insert into public.${table} (${columns}) select ${columns}
                  from jsonb_populate_record(null::public.${table}, $1)`
  return [text, [JSON.stringify(row)]]
}

function updateOf(table: string, id: string, changes: Row): Statement {
  const columns = Object.keys(changes).join(', ')
  const text = `update public.${table} set (${columns}) =
                  (select ${columns} from jsonb_populate_record(null::public.${table}, $2)) where id = $1`
  return [text, [id, JSON.stringify(changes)]]
}
