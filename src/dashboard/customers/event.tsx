import type { z } from '@hono/zod-openapi'
import type { Child } from 'hono/jsx'
import type { AuditEntry } from '../../audit-log/audit-entry.ts'
import { statusOf } from '../parts/badge.tsx'
import type { Tone } from '../parts/banner.tsx'
import type { CustomerData } from './data.ts'
import { FIELDS, type FieldName } from './profile.ts'

type Entry = z.infer<typeof AuditEntry>

/** The tone of the status that an event leads to, if any. */
export function toneOf({ after }: Entry): Tone | undefined {
  if (typeof after?.status === 'string') return statusOf(after.status)[0]
  return after?.archived_at ? 'grey' : undefined
}

/** What happened, in words. */
export function Sentence({ entry, data }: { entry: Entry; data: CustomerData }) {
  const name = <strong>{subjectOf(entry, data)}</strong>
  const { action, before, after } = entry
  if (action === 'create') return <>{name} was created</>
  if (action === 'delete') return <>{name} was deleted</>
  if (!before || !after) return <>{name} was changed</>
  if (typeof after.status === 'string') {
    const [was, is] = [before.status, after.status].map((status) => statusOf(String(status))[1].toLowerCase())
    return (
      <>
        {name} changed from {was} to {is}
      </>
    )
  }
  if ('archived_at' in after)
    return (
      <>
        {name} was {after.archived_at === null ? 'restored' : 'archived'}
      </>
    )
  const changed = Object.keys(after)
  const [only] = changed
  if (changed.length === 1 && only !== undefined && only !== 'metadata') {
    return (
      <>
        {entry.resource_type !== 'customer' && <>{name}: </>}
        <strong>{wordsOf(only)}</strong> changed from <del>{shown(before[only])}</del> to{' '}
        <ins>{shown(after[only])}</ins>
      </>
    )
  }
  return (
    <>
      {entry.resource_type !== 'customer' && <>{name}: </>}
      {listed(changed.flatMap((field) => (field === 'metadata' ? keysOf(before, after) : wordsOf(field))))} changed
    </>
  )
}

function subjectOf({ resource_type, resource_id, before, after }: Entry, { customer, rules }: CustomerData): string {
  const isIt = ({ id }: { id: string }) => id === resource_id
  switch (resource_type) {
    case 'customer':
      return 'The customer'
    case 'subscription':
      return customer.subscriptions.find(isIt)?.product_tier_name ?? 'A subscription'
    case 'instance':
      return customer.instances.find(isIt)?.agent_name ?? 'An instance'
    default:
      return `Rule ${rules?.find(isIt)?.name ?? after?.name ?? before?.name ?? ''}`
  }
}

/** “Email” for a field of the profile, “product tier name” for any other. */
const wordsOf = (field: string) => FIELDS[field as FieldName] ?? field.replaceAll('_', ' ')

/** The metadata entries that changed. */
function keysOf(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const [was, is] = [Object(before.metadata), Object(after.metadata)]
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return keys.filter((key) => was[key] !== is[key]).map((key) => `metadata ${key}`)
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function listed(words: string[]): Child {
  const [first = '', ...others] = words.slice(0, 5)
  const rest = words.length > 5 ? ` and ${words.length - 5} more` : ''
  return (
    <>
      <strong>{first.charAt(0).toUpperCase() + first.slice(1)}</strong>
      {others.map((word) => `, ${word}`).join('')}
      {rest}
    </>
  )
}
