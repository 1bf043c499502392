import type { InstanceRow } from '../../instances/instance.ts'
import { differences, type Values } from '../editing/values.ts'

/** The fields that a form edits, with their labels. */
export const FIELDS = {
  agent_name: 'Agent',
  product_tier_name: 'Plan',
  provider: 'Provider',
  region_id: 'Region',
  runtime_type: 'Runtime',
  workload_type: 'Workload',
  preset_id: 'Preset',
  hostname: 'Host name',
  ip_address: 'IP address',
} as const
export type FieldName = keyof typeof FIELDS
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[]

/** The stored fields as text. */
export function valuesOf(row: Pick<InstanceRow, FieldName>): Values {
  const entries = FIELD_NAMES.map((name) => [name, row[name] ?? ''] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** Reads the fields from a form. */
export function valuesIn(form: FormData): Values {
  const entries = FIELD_NAMES.map((name) => [name, String(form.get(name) ?? '').trim()] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** The change that turns one version into another. */
export function changeBetween(was: Values, is: Values): Record<string, string | null> {
  return Object.fromEntries(differences(was, is, FIELD_NAMES).map((name) => [name, is[name] ?? null]))
}

/** The name of an instance. */
export const agentOf = ({ agent_name }: { agent_name: string | null }) => agent_name ?? 'Unnamed instance'
