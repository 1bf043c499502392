import { z } from '@hono/zod-openapi'
import { cleared, integer, kept, optional, patterned, requiredText, text, uuid, withDefault } from '../fields.ts'
import { instant, toInstant, toInstantOrNull } from '../instant.ts'
import { actions, conditions } from './content.ts'

/** How many rules a customer may have of its own, and a tenant as defaults: what is in force is answered as a whole. */
export const MOST_RULES = 200

const INT4 = 2_147_483_647
/** For the document, where a type that is said outright says nothing of null by itself. */
const wholeOrNull = { type: ['integer', 'null'] as ['integer', 'null'] }

export const triggerEvent = patterned(100, /^[a-z0-9_.]+$/).openapi({ example: 'call.missed' })
const name = requiredText(200).openapi({ example: 'Follow up on missed calls' })
const description = text(2000, { multiline: true }).openapi({ example: 'Whoever reached nobody gets a text.' })
const ruleKey = text(100).openapi({
  description:
    'Unique among the rules of a customer, and among the defaults; an own rule takes the place of the default.',
  example: 'missed-call',
})
const priority = integer({ minimum: 0, maximum: INT4 }).openapi({ description: 'High comes first.', example: 50 })
const cooldown = integer({ minimum: 0, maximum: INT4 }).openapi({ description: 'In seconds.', example: 60 })
const isActive = z.boolean().openapi({
  description: 'An own rule that is not active still takes the place of the default, and so switches it off.',
  example: true,
})
const instance = uuid.openapi({ description: 'An instance of the same customer, if the rule is about one.' })

export const RuleInput = z
  .strictObject({
    customer_id: optional(uuid.openapi({ description: 'Left out or null: a default of the whole tenant.' })),
    instance_id: optional(instance),
    rule_key: optional(ruleKey),
    name,
    description: optional(description),
    trigger_event: triggerEvent,
    conditions: withDefault(conditions, []).openapi({ default: [] }),
    actions,
    priority: withDefault(priority, 0).openapi({ ...wholeOrNull, default: 0 }),
    cooldown_seconds: withDefault(cooldown, 300).openapi({ ...wholeOrNull, default: 300 }),
    is_active: withDefault(isActive, true).openapi({ default: true }),
  })
  .openapi('RuleInput')

/** Whose a rule is cannot change: a rule for another customer is another rule. */
export const RulePatch = z
  .strictObject({
    instance_id: cleared(instance, null),
    rule_key: cleared(ruleKey, null),
    name: kept(name),
    description: cleared(description, null),
    trigger_event: kept(triggerEvent),
    conditions: cleared(conditions, []),
    actions: kept(actions),
    priority: cleared(priority, 0).openapi(wholeOrNull),
    cooldown_seconds: cleared(cooldown, 300).openapi(wholeOrNull),
    is_active: cleared(isActive, true),
  })
  .openapi('RulePatch')

/** Naming one rule in a path. */
export const rulePath = z.strictObject({
  rule_id: uuid.openapi({ param: { name: 'rule_id', in: 'path' }, description: 'The id of a rule.' }),
})

const id = () => z.string().openapi({ format: 'uuid', example: '0198c1f4-61d2-7b0f-9a57-3c1d0f6a2e44' })

export const Rule = z
  .object({
    id: id(),
    tenant_id: id(),
    customer_id: id().nullable().openapi({ description: 'Null: a default of the whole tenant.' }),
    instance_id: id().nullable(),
    rule_key: z.string().nullable().openapi({ example: 'missed-call' }),
    name: z.string().openapi({ example: 'Follow up on missed calls' }),
    description: z.string().nullable().openapi({ example: 'Whoever reached nobody gets a text.' }),
    trigger_event: z.string().openapi({ example: 'call.missed' }),
    conditions,
    actions,
    priority: z.int().openapi({ example: 50 }),
    cooldown_seconds: z.int().openapi({ example: 60 }),
    is_active: z.boolean(),
    trigger_count: z.int().openapi({ description: 'How often it has been triggered.', example: 1284 }),
    last_triggered_at: instant.nullable(),
    created_at: instant,
    updated_at: instant.openapi({ description: 'Being triggered does not move it.' }),
  })
  .openapi('Rule')

/** A rule as PostgreSQL's row has it; it counts in 64 bits, which the driver hands over as text. */
export type RuleRow = Omit<z.infer<typeof Rule>, 'trigger_count'> & { trigger_count: string }

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
