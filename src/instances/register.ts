import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql, withTables } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import { etagHeader, etagOf, VERSION_BY_TIME, type Versioned } from '../http/etag.ts'
import { body, created } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { optional, uuid, withDefault } from '../validation/fields.ts'
import { details, Instance, type InstanceRow, presentInstance } from './instance.ts'

const RegisterInput = z
  .strictObject({
    customer_id: uuid.openapi({ description: 'Customer that owns the instance. It cannot be changed.' }),
    agent_name: optional(details.agent_name),
    hostname: optional(details.hostname),
    ip_address: optional(details.ip_address),
    preset_id: optional(details.preset_id),
    product_tier_name: optional(details.product_tier_name),
    provider: optional(details.provider),
    region_id: optional(details.region_id),
    runtime_type: optional(details.runtime_type),
    workload_type: optional(details.workload_type),
    status: withDefault(z.enum(['provisioning', 'running']), 'provisioning').openapi({
      description: 'Initial status. `provisioning` if omitted.',
    }),
  })
  .openapi('InstanceInput')

const route = createRoute({
  operationId: 'registerInstance',
  method: 'post',
  path: '/v1/instances',
  tags: ['Instances'],
  summary: 'Register an instance',
  description: 'Registers an instance of one customer.',
  request: {
    body: body(RegisterInput, {
      customer_id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
      agent_name: 'dispatcher',
      hostname: 'agent-7.steve.example',
      provider: 'aws',
      region_id: 'us-east-1',
      status: 'provisioning',
    }),
  },
  responses: { 201: created(Instance, 'The new instance.', etagHeader) },
})

export const register = operation(
  admin('instances:write'),
  route,
  async (c) => {
    const input = c.req.valid('json')

    const [[row]] = await c.var.db.batch([insertion(input)])
    if (!row || row.id === null) throw notFound('customer', { isArchived: row?.is_archived ?? false })

    return c.json(presentInstance(row), 201, { Location: `/v1/instances/${row.id}`, ETag: etagOf(row) })
  },
  { errors: ['not_found'] },
)

/**
 * Locks the customer first, and as strongly as the count trigger will. With `for share`, two registrations would
 * deadlock; with `for key share`, the customer could change before the instance is inserted.
 */
function insertion(input: z.output<typeof RegisterInput>) {
  return withTables(
    sql`customer as materialized (
      select id, archived_at is not null as is_archived from customers
       where id = ${input.customer_id}::uuid
         for no key update
    ), inserted as (
      insert into instances (customer_id, agent_name, hostname, ip_address, preset_id, product_tier_name, provider,
                             region_id, runtime_type, workload_type, status)
      select customer.id, ${input.agent_name}, ${input.hostname}, ${input.ip_address}::inet, ${input.preset_id},
             ${input.product_tier_name}, ${input.provider}, ${input.region_id}, ${input.runtime_type},
             ${input.workload_type}, ${input.status}
        from customer where not is_archived
      returning *, ${VERSION_BY_TIME} as version
    )`,
    sql<{ is_archived: boolean } & ((InstanceRow & Versioned) | { id: null })>`
      select inserted.*, coalesce((select is_archived from customer), false) as is_archived
        from (select) one left join inserted on true`,
  )
}
