import type { ApiRequest } from '../served/api.ts'
import { deliveryOf, type Query, stripeEvent, type Tenant } from '../served/tenant.ts'

/** A kind of request. `mark` is the name and the email in what it writes, and is unique per table row. */
export interface Kind {
  /** Creates what the request needs. */
  prepare?: (query: Query, tenant: Tenant, mark: string) => Promise<unknown>
  request: (tenant: Tenant, mark: string) => ApiRequest
  /** Counts what the request has written. */
  rows?: string
  /** Whether no request has used the key before. */
  isCold?: boolean
}

const emailOf = (mark: string) => `${mark}@x.example`
const CUSTOMERS = `select count(*)::int as n from customers where tenant_id = $1 and company_name = $2`

const read: Kind = {
  request: ({ key }) => ({ method: 'GET', path: '/v1/customers', key }),
  prepare: (query, { id }, mark) => query(`insert into customers (tenant_id, email) values ($1, $2)`, [id, mark]),
}

const write: Kind = {
  request: ({ key }, mark) => ({
    ...{ method: 'POST', path: '/v1/customers', key },
    body: { company_name: mark, email: emailOf(mark) },
  }),
  rows: CUSTOMERS,
}

const keyed: Kind = {
  ...write,
  request: (tenant, mark) => ({ ...write.request(tenant, mark), headers: { 'Idempotency-Key': mark } }),
}

/** A source with three rules. A copy of only some of them would not count. */
const clone: Kind = {
  async prepare(query, { id }) {
    await query(`insert into customers (tenant_id, id) values ($1, $1)`, [id])
    await query(
      `insert into rules (tenant_id, customer_id, name, trigger_event)
       select $1, $1, 'Rule ' || n, 'call.missed' from generate_series(1, 3) n`,
      [id],
    )
  },
  request: ({ id, key }, mark) => ({
    ...{ method: 'POST', path: `/v1/customers/${id}/clone`, key, headers: { 'Idempotency-Key': mark } },
    body: { source_customer_id: id, company_name: mark },
  }),
  rows: `select count(*)::int as n from customers c where tenant_id = $1 and company_name = $2
            and 3 = (select count(*) from rules r where r.tenant_id = c.tenant_id and r.customer_id = c.id)`,
}

const EXPORTED = 1_200
/** Three pages, so that a fault can come after the first one. */
const exported: Kind = {
  prepare: (query, { id }) =>
    query(`insert into customers (tenant_id) select $1 from generate_series(1, $2::int)`, [id, EXPORTED]),
  request: ({ key }) => ({ method: 'GET', path: '/v1/customers/export?format=ndjson', key }),
}

/** Links a Stripe customer to a customer. */
const stripe: Kind = {
  prepare: (query, { id }, mark) =>
    query(`insert into customers (tenant_id, id, company_name) values ($1, $1, $2)`, [id, mark]),
  request: (tenant, mark) => {
    const event = stripeEvent(tenant, 'customer.updated', { id: `cus_${mark}`, metadata: { customer_id: tenant.id } })
    return deliveryOf({ ...event, id: `evt_${mark}` })
  },
  rows: `select count(*)::int as n from stripe_events e join customers c on c.tenant_id = e.tenant_id and c.id = $1
            and c.stripe_customer_id = e.stripe_customer_id
          where e.tenant_id = $1 and c.company_name = $2 and e.status = 'applied'`,
}

const createKey: Kind = {
  request: ({ key }, mark) => ({ method: 'POST', path: '/v1/api-keys', key, body: { name: mark } }),
  rows: `select count(*)::int as n from api_keys where tenant_id = $1 and name = $2`,
}

export const KINDS = {
  ...{ read, write, keyed, clone, stripe, export: exported, 'create key': createKey },
  'cold read': { ...read, isCold: true },
  'cold write': { ...write, isCold: true },
  'cold keyed': { ...keyed, isCold: true },
} satisfies Record<string, Kind>

export type KindName = keyof typeof KINDS
