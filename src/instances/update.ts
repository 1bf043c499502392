import { createRoute, z } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import type { instances } from '../db/schema.ts'
import { and, type SQL, sql, withTables } from '../db/sql.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import {
  checked,
  etagHeader,
  etagOf,
  hasVersion,
  ifMatch,
  requireVersion,
  VERSION_BY_TIME,
  type Versioned,
  versionsOf,
} from '../http/etag.ts'
import { body, json, unread } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { ignoreNull } from '../validation/fields.ts'
import { details, Instance, type InstanceRow, instancePath, presentInstance } from './instance.ts'
import { lockCustomerOf } from './queries.ts'
import {
  INSTANCE_STATUSES,
  type InstanceStatus,
  STARTING,
  statusesBefore,
  TRANSITIONS_IN_WORDS,
  transitionError,
} from './status.ts'

const InstanceUpdate = z
  .strictObject({
    agent_name: details.agent_name.nullish(),
    hostname: details.hostname.nullish(),
    ip_address: details.ip_address.nullish(),
    preset_id: details.preset_id.nullish(),
    product_tier_name: details.product_tier_name.nullish(),
    provider: details.provider.nullish(),
    region_id: details.region_id.nullish(),
    runtime_type: details.runtime_type.nullish(),
    workload_type: details.workload_type.nullish(),
    status: ignoreNull(z.enum(INSTANCE_STATUSES)).openapi({ description: '`null` leaves it unchanged.' }),
  })
  .openapi('InstanceUpdate')

const route = createRoute({
  operationId: 'updateInstance',
  method: 'patch',
  path: '/v1/instances/{instance_id}',
  tags: ['Instances'],
  summary: 'Update an instance',
  description:
    'Updates only the fields that are sent; `null` clears a field. Allowed status changes: ' +
    `${TRANSITIONS_IN_WORDS}. Any other status, even the current one, is rejected with 409 \`conflict\`. Of two ` +
    'concurrent status changes, one gets 409.',
  request: {
    params: instancePath,
    headers: ifMatch,
    body: body(InstanceUpdate, { status: 'running', ip_address: '203.0.113.7' }),
  },
  responses: {
    200: { ...json(Instance, 'The updated instance.'), headers: etagHeader },
    204: unread(etagHeader),
  },
})

export const update = operation(
  admin('instances:write'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')
    const input = c.req.valid('json')

    const versions = versionsOf(c.req.header('If-Match'))

    const [[row], [found]] = await c.var.db.batch([
      change(instance_id, input, versions),
      checked(stateOf(instance_id), versions),
    ])
    if (!found) throw notFound('instance')
    if (!row) requireVersion(found)
    if (!row && found.archived) throw new ApiError('conflict', { detail: 'The customer of the instance is archived.' })
    const isShown = mayRead(c.var.caller, 'instances')
    if (!row) {
      throw new ApiError(
        'conflict',
        isShown ? { detail: transitionError(found.status, input.status ?? found.status) } : {},
      )
    }

    const ETag = etagOf(row)
    if (!isShown) return c.body(null, 204, { ETag, Location: `/v1/instances/${row.id}` })
    return c.json(presentInstance(row), 200, { ETag })
  },
  { errors: ['not_found', 'conflict', 'precondition_failed'] },
)

/** The fields that were sent, and always the status, so that an empty change is still a valid statement. */
function change(
  id: string,
  { status, ...fields }: z.output<typeof InstanceUpdate>,
  versions: string[] | null,
): SQL<InstanceRow & Versioned> {
  const columns = Object.entries({ ...fields, status })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => sql`${sql.identifier(name)} = ${value}`)
  return withTables(
    lockCustomerOf(id),
    sql`
      update instances set ${sql.join([...columns, ...(status ? [] : [sql`status = status`])], sql`, `)}
        from customer
       where ${and(sql`instances.id = ${id}::uuid`, sql`customer_id = customer.id`, ...mayBecome(status, id))}
         and ${hasVersion(versions, VERSION_BY_TIME)}
      returning instances.*, ${VERSION_BY_TIME} as version`,
  )
}

/**
 * An update that waited for another re-reads the locked row in its current state, but sees the rest of the database as
 * of its start. The subquery therefore detects a concurrent status change, even if this change would be allowed now.
 */
function mayBecome(status: InstanceStatus | undefined, id: string): SQL[] {
  if (!status) return []
  return [
    sql`status = any (${`{${statusesBefore(status).join(',')}}`}::text[])`,
    sql`status = (select before.status from instances before where before.id = ${id}::uuid)`,
    ...(STARTING.includes(status) ? [sql`not customer.is_archived`] : []),
  ]
}

/** Reads why the change was rejected. */
function stateOf(id: string) {
  return sql<Versioned & Pick<typeof instances.$inferSelect, 'status'> & { archived: boolean }>`
    select ${VERSION_BY_TIME} as version, status,
           (select c.archived_at is not null from customers c where c.id = instances.customer_id) as archived
      from instances where id = ${id}::uuid`
}
