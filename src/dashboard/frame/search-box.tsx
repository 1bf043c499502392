import { holds } from '../../auth/policy.ts'
import { Icon } from '../parts/icon.tsx'
import { keyOf, type Visit } from '../visit.ts'

/** The one search box. Without the script, Enter searches. */
export function SearchBox({ visit }: { visit: Visit }) {
  const { url } = visit
  const key = keyOf(visit)
  if (!key || !holds(key, 'customers:read')) return null
  const value = url.pathname === '/dashboard/customers' ? (url.searchParams.get('search') ?? '') : ''
  return (
    <search class="topbar">
      <form action="/dashboard/customers">
        <button type="submit" aria-label="Search">
          <Icon name="search" />
        </button>
        <input
          class="input"
          type="search"
          name="search"
          value={value}
          maxlength={254}
          aria-label="Search customers"
          aria-keyshortcuts="/"
          autocomplete="off"
          placeholder="Name, email, external id, Stripe id or request id"
        />
        <span class="key" aria-hidden="true">
          /
        </span>
      </form>
    </search>
  )
}
