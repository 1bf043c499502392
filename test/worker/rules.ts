import { operator, type Tenant } from './harness.ts'

// Rules as tests make and change them.

/** What a rule needs. */
const BARE = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }
/** A rule of which no field is as it would be by default. */
export const WHOLE = {
  ...BARE,
  rule_key: 'missed-call',
  description: 'A text',
  conditions: [{ field: 'f', operator: 'eq', value: 1 }],
  priority: 5,
  cooldown_seconds: 6,
  is_active: false,
}

/** Makes a rule, of what it needs and these fields, and answers it. */
export async function create(tenant: Tenant, fields: object = {}) {
  const { status, body } = await tenant.post('/v1/rules', { ...BARE, ...fields })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

export const patch = (tenant: Tenant, id: string, fields: object) => tenant.patch(`/v1/rules/${id}`, fields)

/** What the audit log holds of a rule, in the order of the changes. */
export const audit = (tenant: Tenant, id: string) =>
  operator(
    `select action, operation, actor_key_id::text, before, after, request_id from audit_log
      where tenant_id = $1 and resource_type = 'rule' and resource_id = $2 order by id`,
    [tenant.id, id],
  )
