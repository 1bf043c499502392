import { OPERATORS } from '../../rules/content.ts'
import { isFlatList, isScalar, type Json, objectIn, textOf, valueIn, valuesIn } from './values.ts'

type Operator = (typeof OPERATORS)[number]

/** A row of the form. */
export interface ConditionDraft {
  field: string
  /** An operator, or `missing`, which stands for `exists` with the value false. */
  operator: string
  text: string
  /** The stored condition as JSON; empty for a new one. */
  was: string
}

export const BLANK: ConditionDraft = { field: '', operator: 'eq', text: '', was: '' }

const WORDS: Record<Operator | 'missing', string> = {
  ...{ eq: 'is', ne: 'is not', gt: 'is more than', gte: 'is at least', lt: 'is less than', lte: 'is at most' },
  ...{ in: 'is one of', not_in: 'is none of', contains: 'contains', starts_with: 'starts with' },
  ...{ exists: 'is present', missing: 'is missing' },
}
export const OPERATOR_OPTIONS = [...OPERATORS, 'missing' as const].map((value) => ({ value, label: WORDS[value] }))

interface Stored {
  field: string
  operator: string
  value?: unknown
}

export function conditionDraft(condition: Stored): ConditionDraft {
  const { field, operator } = condition
  const value = condition.value as Json | undefined
  const was = JSON.stringify(condition)
  if (operator === 'exists' && value === false) return { field, operator: 'missing', text: '', was }
  return { field, operator, text: isScalar(value) || isFlatList(value) ? textOf(value) : '', was }
}

/** The value of a stored condition that no text can show. It stays unchanged. */
export function structureOf({ was }: ConditionDraft): Json | undefined {
  const { value } = objectIn(was)
  return value === undefined || isScalar(value) || isFlatList(value) ? undefined : value
}

export const isBlank = (draft: ConditionDraft) =>
  draft.field.trim() === '' && draft.text.trim() === '' && structureOf(draft) === undefined

/** The condition as the API takes it. A text that was not edited keeps the stored value and its type. */
export function conditionOf(draft: ConditionDraft): Record<string, unknown> {
  const { field, operator, text } = draft
  if (operator === 'missing') return { field, operator: 'exists', value: false }
  const structure = structureOf(draft)
  if (structure !== undefined) return { field, operator, value: structure }
  const stored = objectIn(draft.was)
  const was = conditionDraft(stored as unknown as Stored)
  const hasSameKind = takesList(operator) === takesList(was.operator) && was.operator !== 'missing'
  if (hasSameKind && text === sent(was.text)) {
    return { field, operator, ...(Object.hasOwn(stored, 'value') && { value: stored.value }) }
  }
  if (text.trim() === '') return { field, operator }
  const isList = takesList(operator) || (hasSameKind && Array.isArray(stored.value))
  return { field, operator, value: isList ? valuesIn(text) : valueIn(text) }
}

const takesList = (operator: string | undefined) => operator === 'in' || operator === 'not_in'

/** A text as a form returns it. */
export const sent = (text: string) => text.replaceAll(/\r\n?/g, '\n')
