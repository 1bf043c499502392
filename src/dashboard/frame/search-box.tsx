import { holds } from '../../auth/policy.ts'
import { Icon } from '../parts/icon.tsx'
import { keyOf, type Visit } from '../visit.ts'

/** What the search box finds, depending on the key: customers and resources by id, or only request ids. */
const KINDS = [
  {
    scope: 'customers:read',
    path: '/dashboard/customers',
    name: 'search',
    label: 'Search customers',
    hint: 'Name, email, external id, Stripe id or request id',
  },
  {
    scope: 'audit-log:read',
    path: '/dashboard/audit-log',
    name: 'request_id',
    label: 'Find a request',
    hint: 'Request id',
  },
] as const

/** The one search box. Without the script, Enter searches. */
export function SearchBox({ visit }: { visit: Visit }) {
  const { url } = visit
  const key = keyOf(visit)
  const kind = KINDS.find(({ scope }) => key && holds(key, scope))
  if (!kind) return null
  return (
    <search class="topbar">
      <form action={kind.path}>
        <button type="submit" aria-label="Search">
          <Icon name="search" />
        </button>
        <input
          class="input"
          type="search"
          name={kind.name}
          value={url.pathname === kind.path ? (url.searchParams.get(kind.name) ?? '') : ''}
          maxlength={254}
          aria-label={kind.label}
          aria-keyshortcuts="/"
          autocomplete="off"
          placeholder={kind.hint}
        />
        <span class="key" aria-hidden="true">
          /
        </span>
      </form>
    </search>
  )
}
