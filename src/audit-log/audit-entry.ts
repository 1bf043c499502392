import { z } from '@hono/zod-openapi'
import { type Caller, mayRead, type Resource } from '../auth/policy.ts'
import type { auditLog } from '../db/schema.ts'
import { id, instant, shown, toInstant } from '../openapi/fields.ts'

/** Types of resource that a change can affect, each with the resource of its scopes. */
const RESOURCES = {
  customer: 'customers',
  rule: 'rules',
  instance: 'instances',
  subscription: 'subscriptions',
  api_key: 'api-keys',
} as const satisfies Record<AuditRow['resource_type'], Resource>

/** Ids of all operations that change something, including the one that receives Stripe's events. */
export const AUDITED_OPERATIONS = [
  ...(['createCustomer', 'createCustomers', 'updateCustomer', 'archiveCustomer', 'restoreCustomer'] as const),
  ...(['putCustomerByExternalId', 'archiveCustomerByExternalId', 'cloneCustomer'] as const),
  ...(['createApiKey', 'revokeApiKey', 'rotateApiKey'] as const),
  ...(['registerInstance', 'updateInstance', 'deleteInstance'] as const),
  ...(['createRule', 'updateRule', 'deleteRule'] as const),
  'stripeWebhook',
] as const

export const RESOURCE_TYPES = Object.keys(RESOURCES) as [AuditRow['resource_type']]

const fields = (description: string, example: object) =>
  z.record(z.string(), z.unknown()).nullable().openapi({ description, example })

/** One change to one resource. */
export const AuditEntry = z
  .object({
    id,
    occurred_at: instant,
    actor_key_id: id
      .nullable()
      .openapi({ description: 'API key that made the change; `null` for a change reported by Stripe.' }),
    operation: z
      .enum(AUDITED_OPERATIONS)
      .openapi('AuditedOperation', { description: 'Operation id, as in this document. Later versions may add some.' }),
    action: z.enum(['create', 'update', 'delete']),
    resource_type: z.enum(RESOURCE_TYPES),
    resource_id: id,
    before: fields('Previous values of the changed fields; all fields of a deleted resource, `null` for a new one.', {
      company_name: 'Steve',
    }),
    after: fields('New values of the changed fields; all fields of a new resource, `null` for a deleted one.', {
      company_name: 'Steve the Plumber',
    }),
    request_id: shown(128, '5b1f0e6c7a11').nullable(),
  })
  .openapi('AuditEntry')

type AuditedOperation = (typeof AUDITED_OPERATIONS)[number]
/** The operation that entered the transaction. */
export type AuditRow = Omit<typeof auditLog.$inferSelect, 'tenant_id' | 'operation'> & { operation: AuditedOperation }

/** The entry as this caller may see it. Pass the caller that the transaction has confirmed. */
export function present(row: AuditRow, caller: Caller): z.infer<typeof AuditEntry> {
  const isReadable = mayRead(caller, RESOURCES[row.resource_type])
  return {
    id: row.id,
    occurred_at: toInstant(row.occurred_at),
    actor_key_id: row.actor_key_id,
    operation: row.operation,
    action: row.action,
    resource_type: row.resource_type,
    resource_id: row.resource_id,
    before: isReadable ? presentFields(row.before) : null,
    after: isReadable ? presentFields(row.after) : null,
    request_id: row.request_id,
  }
}

/** A row's JSON in the API's format. Timestamps are recognized by their field names. */
function presentFields(fields: AuditRow['before']): AuditRow['before'] {
  if (fields === null) return null
  const presented = Object.entries(fields).map(([name, value]) =>
    typeof value === 'string' && /_(at|end)$/.test(name) ? [name, toInstant(value)] : [name, value],
  )
  return Object.fromEntries(presented)
}
