import type { z } from '@hono/zod-openapi'
import type { Rule } from '../../rules/rule.ts'
import { differences, type Values } from '../editing/values.ts'
import { TYPE_OPTIONS } from './actions.ts'
import { conditionDraft, OPERATOR_OPTIONS, sent, structureOf } from './conditions.ts'
import { draftOf } from './draft.ts'
import { inWords, type Json } from './values.ts'

/** The fields that a form edits, with their labels. */
export const FIELDS = {
  ...{ name: 'Name', trigger_event: 'Event', rule_key: 'Key', description: 'Description', priority: 'Priority' },
  ...{ cooldown_seconds: 'Cooldown in seconds', conditions: 'Conditions', actions: 'Actions', is_active: 'Active' },
} as const
type FieldName = keyof typeof FIELDS
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[]

type Fields = Pick<z.infer<typeof Rule>, FieldName>

/** A rule as text. Conditions and actions are JSON with the keys in the order in which the database returns them. */
export function versionOf(rule: Fields): Values {
  const { name, trigger_event, rule_key, description, priority, cooldown_seconds, is_active } = rule
  return {
    ...{ name, trigger_event, rule_key: rule_key ?? '', description: sent(description ?? '') },
    ...{ priority: String(priority), cooldown_seconds: String(cooldown_seconds), is_active: String(is_active) },
    ...contentIn(rule),
  }
}

/** Conditions and actions of a version. */
export function contentIn({ conditions, actions }: { conditions: unknown; actions: unknown }): Values {
  return { conditions: canonical(conditions), actions: canonical(actions) }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => byLength(one, other)))
  })
}

const byLength = (one: string, other: string) => one.length - other.length || (one < other ? -1 : 1)

/** What the form shows of a version. */
export function shownOf(version: Values): Record<string, string> {
  const { conditions = [], actions = [] } = contentOf(version)
  return { ...version, draft: JSON.stringify(draftOf({ conditions, actions })) }
}

function contentOf({ conditions = '', actions = '' }: Values): Partial<Pick<Fields, 'conditions' | 'actions'>> {
  try {
    return { conditions: JSON.parse(conditions || '[]'), actions: JSON.parse(actions || '[]') }
  } catch {
    return {}
  }
}

/** The change that turns one version into another, as the API accepts it. */
export function changeBetween(was: Values, is: Values): Record<string, unknown> {
  const content: Record<string, unknown> = contentOf(is)
  const valueIn = (name: string, text: string) => {
    if (name === 'conditions' || name === 'actions') return content[name]
    if (name === 'is_active') return text === 'true'
    if (name === 'priority' || name === 'cooldown_seconds') return numberIn(text)
    return text === '' && name !== 'name' && name !== 'trigger_event' ? null : text
  }
  const changed = differences(was, is, FIELD_NAMES).filter((name) => name in FIELDS)
  return Object.fromEntries(changed.map((name) => [name, valueIn(name, is[name] ?? '')]))
}

const numberIn = (text: string) => (text === '' ? null : /^-?\d+$/.test(text) ? Number(text) : text)

/** The text for a value of a version. */
export function textOf(name: string, text: string): string {
  if (name === 'is_active') return text === 'true' ? 'Yes' : 'No'
  if (name === 'conditions') return (contentOf({ conditions: text }).conditions ?? []).map(conditionInWords).join('; ')
  if (name === 'actions') return (contentOf({ actions: text }).actions ?? []).map(actionInWords).join('; ')
  return text
}

function conditionInWords(condition: Fields['conditions'][number]): string {
  const draft = conditionDraft(condition)
  const operator = OPERATOR_OPTIONS.find(({ value }) => value === draft.operator)?.label ?? draft.operator
  const structure = structureOf(draft)
  return [draft.field, operator, structure === undefined ? draft.text : inWords(structure)].filter(Boolean).join(' ')
}

function actionInWords({ type, ...settings }: Fields['actions'][number]): string {
  const label = TYPE_OPTIONS.find(({ value }) => value === type)?.label ?? type
  return Object.keys(settings).length === 0 ? label : `${label} (${inWords(settings as Json)})`
}
