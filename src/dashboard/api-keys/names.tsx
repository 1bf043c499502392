import type { z } from '@hono/zod-openapi'
import type { ApiKey } from '../../api-keys/api-key.ts'
import type { Caller } from '../../auth/policy.ts'
import { Badge, Tag } from '../parts/badge.tsx'
import { Time } from '../parts/time.tsx'
import { mayWrite } from '../permissions.ts'
import { keyOf, type Visit } from '../visit.ts'

export type Key = z.infer<typeof ApiKey>

export const keyName = ({ name }: Pick<Key, 'name'>) => name ?? 'Unnamed key'

/** First and last characters of a key's text. */
export const keyText = ({ prefix, last_four }: Pick<Key, 'prefix' | 'last_four'>) => `${prefix}…${last_four}`

/** “everything” or the scopes; both scopes of a resource as its name. */
export function scopesOf(scopes: readonly string[]): string {
  if (scopes.includes('*')) return 'everything'
  const shown = scopes.map((scope) => {
    const [resource] = scope.split(':')
    const isWhole = scopes.includes(`${resource}:read`) && scopes.includes(`${resource}:write`)
    return isWhole ? resource : scope
  })
  return [...new Set(shown)].join(', ')
}

/** Whether the visitor is signed in with this key. */
export function isOwn(visit: Visit, key: Key): boolean {
  const own = keyOf(visit)
  return own?.prefix === key.prefix && own.lastFour === key.last_four
}

/** Whether the API lets a key end this one: its own, or one whose scopes it holds. */
export function mayEnd(visit: Visit, caller: Caller, key: Key): boolean {
  const isCovered = key.scopes.every((scope) => caller.scopes.includes('*') || caller.scopes.includes(scope))
  return mayWrite(caller, 'api-keys') && key.state === 'active' && (isOwn(visit, key) || isCovered)
}

export const mayRotate = (key: Key) => key.state === 'active' && key.replaced_by === null

export function KeyState({ visit, value }: { visit: Visit; value: Key }) {
  if (value.state === 'revoked') return <Badge tone="grey">Revoked</Badge>
  const end = value.expires_at && <Time at={value.expires_at} now={visit.now} />
  if (value.state === 'expired') return <Dated tone="grey" word="Expired" end={end} />
  if (value.replaced_by !== null) return <Dated tone="amber" word="Ending" end={end} />
  return <Dated tone="green" word="Active" end={end && <>expires {end}</>} />
}

function Dated({ tone, word, end }: { tone: 'grey' | 'amber' | 'green'; word: string; end: unknown }) {
  return (
    <span class="pair">
      <Badge tone={tone}>{word}</Badge>
      {end ? <small data-drop="2">{end}</small> : null}
    </span>
  )
}

export function KeyTags({ visit, value }: { visit: Visit; value: Key }) {
  return (
    <>
      {isOwn(visit, value) && <Tag own>this session</Tag>} {value.role === 'customer' && <Tag>one customer</Tag>}{' '}
      {value.replaced_by !== null && <Tag>replaced</Tag>}
    </>
  )
}
