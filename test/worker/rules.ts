import { operator, type Tenant } from './harness.ts'

// Creates and updates rules for the tests.

/** The required fields of a rule. */
const BARE = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }
/** A rule in which no field has its default value. */
export const WHOLE = {
  ...BARE,
  rule_key: 'missed-call',
  description: 'A text',
  conditions: [{ field: 'f', operator: 'eq', value: 1 }],
  priority: 5,
  cooldown_seconds: 6,
  is_active: false,
}

/** Creates a rule from the required fields and these, and returns it. */
export async function create(tenant: Tenant, fields: object = {}) {
  const { status, body } = await tenant.post('/v1/rules', { ...BARE, ...fields })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

export const patch = (tenant: Tenant, id: string, fields: object) => tenant.patch(`/v1/rules/${id}`, fields)

/** The audit log entries of a rule, oldest first. */
export const audit = (tenant: Tenant, id: string) =>
  operator(
    `select action, operation, actor_key_id::text, before, after, request_id from audit_log
      where tenant_id = $1 and resource_type = 'rule' and resource_id = $2 order by id`,
    [tenant.id, id],
  )
