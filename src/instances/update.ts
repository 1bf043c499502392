import { createRoute, z } from '@hono/zod-openapi'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { admin, mayRead } from '../auth/policy.ts'
import { instances } from '../db/schema.ts'
import { ApiError } from '../errors.ts'
import { changed, shownTo } from '../openapi/changed.ts'
import { body, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { kept } from '../validation/fields.ts'
import { details, Instance, instanceColumns, instancePath, presentInstance } from './instance.ts'
import { INSTANCE_STATUSES, type InstanceStatus, MOVES_IN_WORDS, startsOf, whyNot } from './status.ts'

const PatchInput = z
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
    status: kept(z.enum(INSTANCE_STATUSES)).openapi({ description: '`null` leaves it unchanged.', example: 'running' }),
  })
  .openapi('InstancePatch')

const route = createRoute({
  operationId: 'patchInstance',
  method: 'patch',
  path: '/v1/instances/{instance_id}',
  tags: ['Instances'],
  summary: 'Update an instance',
  description:
    'Updates only the fields that are sent; `null` clears a field. Allowed status changes: ' +
    `${MOVES_IN_WORDS}. ` +
    'Any other status, including the current one, is rejected with 409 `conflict`, and nothing is changed. Of two ' +
    'concurrent status changes, one succeeds and the other gets 409.',
  request: { params: instancePath, body: body(PatchInput, { status: 'running', ip_address: '203.0.113.7' }) },
  responses: { 200: json(changed(Instance, 'instances'), 'The updated instance.') },
})

export const patch = operation(
  admin('instances:write'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')
    const input = c.req.valid('json')
    const { status } = input

    const [[row], [found]] = await c.var.db.batch((q) => [
      q
        .update(instances)
        .set({
          agentName: input.agent_name,
          hostname: input.hostname,
          ipAddress: input.ip_address,
          presetId: input.preset_id,
          productTierName: input.product_tier_name,
          provider: input.provider,
          regionId: input.region_id,
          runtimeType: input.runtime_type,
          workloadType: input.workload_type,
          status: status ?? sql`status`,
        })
        .where(and(eq(instances.id, instance_id), status && mayBecome(status, instance_id)))
        .returning(instanceColumns),
      q.select({ status: instances.status, archived }).from(instances).where(eq(instances.id, instance_id)),
    ])
    if (!found) throw new ApiError('not_found')
    if (!row && found.archived) throw new ApiError('conflict', { detail: 'The customer of the instance is archived.' })
    if (!row) {
      const isShown = mayRead(c.var.caller, 'instances')
      throw new ApiError('conflict', isShown ? { detail: whyNot(found.status, status ?? found.status) } : {})
    }

    return c.json(shownTo(c.var.caller, 'instances', presentInstance(row)), 200)
  },
  { errors: ['not_found', 'conflict'] },
)

/**
 * An update that waited for another re-reads the locked row in its current state, but sees the rest of the database as
 * of its start. The subquery therefore detects a concurrent status change, even if this change would be allowed now.
 */
function mayBecome(status: InstanceStatus, id: string) {
  return and(
    inArray(instances.status, startsOf(status)),
    sql`status = (select before.status from instances before where before.id = ${id}::uuid)`,
    STARTING.includes(status) ? ownerIsThere : undefined,
  )
}

/** Instances of an archived customer cannot be started. */
const STARTING: readonly InstanceStatus[] = ['provisioning', 'running']

/**
 * The customer is not locked here, because the count triggers lock it after the instance; they reject a concurrent
 * archiving.
 */
const ownerIsThere = sql`exists (
  select from customers c
   where c.tenant_id = instances.tenant_id and c.id = instances.customer_id and c.archived_at is null)`

const archived = sql<boolean>`(select c.archived_at is not null from customers c where c.id = instances.customer_id)`
