import { z } from '@hono/zod-openapi'
import type { rules } from '../db/schema.ts'
import { ApiError } from '../errors/api-error.ts'
import { INT4, INT8, id, instant, shown, toInstant, toInstantOrNull } from '../openapi/fields.ts'
import { ignoreNull, integer, nullResets, optional, pathId, uuid, withDefault } from '../validation/fields.ts'
import { patterned, requiredName, text } from '../validation/text.ts'
import { actions, conditions, storedActions } from './content.ts'

/** Maximum number of rules per customer, and of defaults per tenant: the effective rules are returned on one page. */
export const MAX_RULES = 200

export const tooManyRules = () =>
  new ApiError('conflict', { detail: `The limit of ${MAX_RULES} rules has been reached.` })

/** For the OpenAPI document: an explicit type does not include null by itself. */
const wholeOrNull = { type: ['integer', 'null'] as ['integer', 'null'] }

export const triggerEvent = patterned(100, /^[a-z0-9_.]+$/).openapi({ example: 'call.missed' })
const name = requiredName(200).openapi({ example: 'Follow up on missed calls' })
const description = text(2000, { multiline: true }).openapi({ example: 'Text every caller whose call was missed.' })
const ruleKey = text(100).openapi({ example: 'missed-call' })
const PRIORITY = 'Priority. Higher values come first.'
const priority = integer(INT4).openapi({
  description: PRIORITY,
  example: 50,
})
const COOLDOWN = 'Cooldown in seconds.'
const cooldown = integer(INT4).openapi({
  description: COOLDOWN,
  example: 60,
})
const isActive = z.boolean().openapi({ example: true })

export const RuleInput = z
  .strictObject({
    customer_id: optional(uuid.openapi({ description: 'If omitted or `null`, the rule is a tenant-wide default.' })),
    instance_id: optional(uuid).openapi({
      description: 'Instance of the same customer that the rule is about, if any.',
    }),
    rule_key: optional(ruleKey).openapi({
      description: 'Unique among the rules of a customer and among the tenant’s defaults.',
    }),
    name,
    description: optional(description),
    trigger_event: triggerEvent,
    conditions: withDefault(conditions, []),
    actions,
    priority: withDefault(priority, 0).openapi({ ...wholeOrNull, description: `${PRIORITY} \`0\` if omitted.` }),
    cooldown_seconds: withDefault(cooldown, 300).openapi({
      ...wholeOrNull,
      description: `${COOLDOWN} \`300\` if omitted.`,
    }),
    is_active: withDefault(isActive, true).openapi({
      description: '`true` if omitted. A customer’s inactive rule switches off the default with the same key.',
    }),
  })
  .openapi('RuleInput')

/** The customer of a rule cannot change: a rule for another customer is a different rule. */
export const RuleUpdate = z
  .strictObject({
    instance_id: nullResets(uuid, null),
    rule_key: nullResets(ruleKey, null),
    name: ignoreNull(name),
    description: nullResets(description, null),
    trigger_event: ignoreNull(triggerEvent),
    conditions: nullResets(conditions, []),
    actions: ignoreNull(actions),
    priority: nullResets(priority, 0).openapi(wholeOrNull),
    cooldown_seconds: nullResets(cooldown, 300).openapi(wholeOrNull),
    is_active: nullResets(isActive, true),
  })
  .openapi('RuleUpdate', { description: 'The fields of `RuleInput`, except `customer_id`.' })

/** Path parameters of one rule. */
export const rulePath = pathId('rule_id', 'Id of the rule.', '0198c1f4-61d2-7b0f-9a57-3c1d0f6a2e44')

export const Rule = z
  .object({
    id,
    tenant_id: id,
    customer_id: id.nullable().openapi({ description: '`null` for a tenant-wide default.' }),
    instance_id: id.nullable(),
    rule_key: shown(100, 'missed-call').nullable(),
    name: shown(200, 'Follow up on missed calls'),
    description: shown(2000, 'Text every caller whose call was missed.').nullable(),
    trigger_event: shown(100, 'call.missed'),
    conditions,
    actions: storedActions,
    priority: z.int().openapi({ ...INT4, example: 50 }),
    cooldown_seconds: z.int().openapi({ ...INT4, example: 60 }),
    is_active: z.boolean(),
    trigger_count: z.int().openapi({
      description: 'Number of times the rule has been triggered.',
      ...INT8,
      minimum: 0,
      example: 1284,
    }),
    last_triggered_at: instant.nullable(),
    created_at: instant,
    updated_at: instant.openapi({ description: 'Time of the last change. Triggering the rule does not change it.' }),
  })
  .openapi('Rule')

/** The JSON columns hold what validation accepted. */
type Content = Pick<z.infer<typeof Rule>, 'conditions' | 'actions'>
export type RuleRow = Omit<typeof rules.$inferSelect, keyof Content | 'name_key'> & Content

export function present(row: RuleRow): z.infer<typeof Rule> {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    customer_id: row.customer_id,
    instance_id: row.instance_id,
    rule_key: row.rule_key,
    name: row.name,
    description: row.description,
    trigger_event: row.trigger_event,
    conditions: row.conditions,
    actions: row.actions,
    priority: row.priority,
    cooldown_seconds: row.cooldown_seconds,
    is_active: row.is_active,
    trigger_count: Number(row.trigger_count),
    last_triggered_at: toInstantOrNull(row.last_triggered_at),
    created_at: toInstant(row.created_at),
    updated_at: toInstant(row.updated_at),
  }
}
