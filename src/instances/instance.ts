import { z } from '@hono/zod-openapi'
import type { instances } from '../db/schema.ts'
import { id, instant, shown, toInstant } from '../openapi/fields.ts'
import { pathId } from '../validation/fields.ts'
import { name, text } from '../validation/text.ts'
import { hostname, ipAddress } from './address.ts'
import { INSTANCE_STATUSES } from './status.ts'

export const Status = z.enum(INSTANCE_STATUSES).openapi('InstanceStatus')

/** A running agent of a customer. */
export const Instance = z
  .object({
    id,
    customer_id: id,
    agent_name: shown(200, 'dispatcher').nullable(),
    hostname: shown(253, 'agent-7.steve.example').nullable(),
    ip_address: shown(45, '203.0.113.7').nullable(),
    preset_id: shown(100, 'field-service').nullable(),
    product_tier_name: shown(100, 'Pro').nullable(),
    provider: shown(100, 'aws').nullable(),
    region_id: shown(100, 'us-east-1').nullable(),
    runtime_type: shown(100, 'container').nullable(),
    workload_type: shown(100, 'voice').nullable(),
    status: Status,
    created_at: instant,
    updated_at: instant,
  })
  .openapi('Instance')

/** The fields of an instance that a caller can set, except status. */
export const details = {
  agent_name: name(200).openapi({ example: 'dispatcher' }),
  hostname,
  ip_address: ipAddress,
  preset_id: text(100).openapi({ example: 'field-service' }),
  product_tier_name: name(100).openapi({ example: 'Pro' }),
  provider: text(100).openapi({ example: 'aws' }),
  region_id: text(100).openapi({ example: 'us-east-1' }),
  runtime_type: text(100).openapi({ example: 'container' }),
  workload_type: text(100).openapi({ example: 'voice' }),
}

/** Path parameters of one instance. */
export const instancePath = pathId('instance_id', 'Id of the instance.', '0198c1f3-02b7-7e4c-b1de-6f6f0a5d9c11')

export type InstanceRow = Omit<typeof instances.$inferSelect, 'tenant_id'>

/** Converts a row from PostgreSQL's text or JSON to the API's format. */
export function presentInstance(row: InstanceRow): z.infer<typeof Instance> {
  return {
    id: row.id,
    customer_id: row.customer_id,
    agent_name: row.agent_name,
    hostname: row.hostname,
    ip_address: row.ip_address,
    preset_id: row.preset_id,
    product_tier_name: row.product_tier_name,
    provider: row.provider,
    region_id: row.region_id,
    runtime_type: row.runtime_type,
    workload_type: row.workload_type,
    status: row.status,
    created_at: toInstant(row.created_at),
    updated_at: toInstant(row.updated_at),
  }
}
