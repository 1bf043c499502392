import type { CustomerRow } from '../../customers/customer.ts'
import { differences, sentIn, type Values, valuesFrom } from '../editing/values.ts'

/** The fields that a form edits, with their labels. */
export const FIELDS = {
  company_name: 'Name',
  email: 'Email',
  industry: 'Industry',
  country_code: 'Country',
  currency: 'Currency',
  locale: 'Language',
  timezone: 'Time zone',
  external_id: 'External id',
} as const
export type FieldName = keyof typeof FIELDS
/** With the metadata, which is one field of a form. */
export const LABELS = { ...FIELDS, metadata: 'Metadata' }
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[]

/** A profile as text: `email`, or `metadata.plan` for an entry of the metadata. */
export type Profile = Values

/** The stored profile. */
export function profileOf(row: Pick<CustomerRow, FieldName | 'metadata'>): Profile {
  const fields = FIELD_NAMES.map((name) => [name, row[name] ?? ''] as const)
  const metadata = Object.entries(row.metadata).map(([key, value]) => [`metadata.${key}`, String(value)] as const)
  return Object.fromEntries([...fields, ...metadata].filter(([, value]) => value !== ''))
}

/** “Email”, “Metadata”, or “Metadata: plan”. */
export function labelOf(name: string): string {
  return LABELS[name as keyof typeof LABELS] ?? name.replace(/^metadata\./, 'Metadata: ')
}

/** The change that turns one profile into another. Metadata text that looks like a number or boolean becomes one. */
export function changeBetween(was: Profile, is: Profile): Record<string, unknown> {
  const changed = differences(was, is, FIELD_NAMES)
  const fields = changed.filter((name) => !name.startsWith('metadata.')).map((name) => [name, is[name] ?? null])
  const metadata = changed
    .filter((name) => name.startsWith('metadata.'))
    .map((name) => [name.slice('metadata.'.length), is[name] === undefined ? null : typed(is[name])])
  return { ...Object.fromEntries(fields), ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata) }) }
}

/** What the text means in JSON, if that is written exactly like this. Otherwise the text itself, such as for `007`. */
function typed(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) && String(Number(text)) === text ? Number(text) : text
}

/** Maximum size in bytes of a form that has all values twice: 50 of metadata with 500 characters of any script. */
export const PROFILE_LIMIT = 1024 * 1024

/**
 * Reads a profile from a form: a field per name, and rows of `metadata_key`, `metadata_value` and `metadata_was`, the
 * key of the row when it was shown. Keys and values that were not edited stay as they are in `was`.
 */
export function profileIn(form: FormData, was: Profile = {}): Profile {
  const text = (value: unknown) => String(value ?? '')
  const fields = FIELD_NAMES.map((name) => [name, text(form.get(name)).trim()] as const)
  const [values, rows] = [form.getAll('metadata_value'), form.getAll('metadata_was')]
  const metadata = form.getAll('metadata_key').map((sent, index) => {
    const before = valuesFrom(text(rows[index])).key ?? ''
    const key = text(sent) === before ? before : text(sent).trim()
    const [value, stored] = [lines(text(values[index])), was[`metadata.${before}`]]
    const isUnedited = stored !== undefined && value === lines(stored)
    return [key === '' ? '' : `metadata.${key}`, isUnedited ? stored : value.trim()] as const
  })
  return Object.fromEntries([...fields, ...metadata].filter(([name, value]) => name !== '' && value !== ''))
}

/** What the user entered into a form with a profile. */
export function profileTyped(form: FormData): [label: string, text: string][] {
  return Object.entries(sentProfile(form)).map(([name, value]) => [labelOf(name), value])
}

/** The profile that a form stands for: its fields, or the choice after a conflict. */
export function sentProfile(form: FormData): Profile {
  return sentIn(form, (was) => profileIn(form, was))
}

/** Text with one kind of line break, because browsers send others than they received. */
const lines = (text: string) => text.replaceAll(/\r\n?/g, '\n')
