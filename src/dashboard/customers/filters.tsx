import type { z } from '@hono/zod-openapi'
import type { CustomerCounts } from '../../customers/segments.ts'
import { hrefWith, toggled } from '../address.ts'
import { statusOf } from '../parts/badge.tsx'
import { type Chip, Chips } from '../parts/chips.tsx'
import { count } from '../parts/count.ts'
import { Found } from '../parts/found.tsx'
import type { ListQuery } from './list-query.ts'
import { countryName } from './names.ts'

/** Every filter, without a value. */
export const CLEARED: Record<string, undefined> = {
  ...{ search: undefined, country_code: undefined, subscription_status: undefined, has_running_instance: undefined },
  ...{ created_after: undefined, created_before: undefined, failed_instances: undefined, archived: undefined },
}

const STATUSES = ['active', 'trialing', 'past_due', 'unpaid'] as const

interface FiltersProps {
  url: URL
  query: ListQuery
  counts: z.infer<typeof CustomerCounts>
}

export function Filters({ url, query, counts }: FiltersProps) {
  const filtered = (changes: Record<string, string | readonly string[] | undefined>) =>
    hrefWith(url, { search: undefined, ...changes })
  const statuses = query.subscription_status
  const chips: Chip[] = STATUSES.map((status) => ({
    label: statusOf(status)[1],
    active: statuses?.includes(status) ?? false,
    count: counts.by_subscription_status[status],
    href: filtered({ subscription_status: toggled(statuses, status) }),
  }))
  const failed = query.failed_instances === true
  const archived = query.archived === 'only'
  chips.push(
    {
      label: 'Failed instance',
      active: failed,
      count: counts.with_failed_instances,
      href: filtered({ failed_instances: failed ? undefined : 'true' }),
    },
    {
      label: 'Archived',
      active: archived,
      count: counts.archived,
      href: filtered({ archived: archived ? undefined : 'only' }),
    },
  )
  // Filters that can be set only in the address.
  const set = (name: string, label: string) =>
    chips.push({ label, active: true, href: hrefWith(url, { [name]: undefined }) })
  const countries = query.country_code?.map((code) => countryName(code.toUpperCase()))
  if (countries !== undefined) set('country_code', countries.join(', '))
  if (query.has_running_instance !== undefined) {
    set('has_running_instance', query.has_running_instance ? 'Running instance' : 'No running instance')
  }
  if (query.created_after !== undefined) set('created_after', `Created after ${query.created_after.slice(0, 10)}`)
  if (query.created_before !== undefined) set('created_before', `Created before ${query.created_before.slice(0, 10)}`)
  return <Chips label="Filters" chips={chips} />
}

/** Says that the list is filtered, and how many customers there are. */
export function Filtered({ url, query, total, all }: { url: URL; query: ListQuery; total: number; all: number }) {
  const isFiltered = Object.keys(CLEARED).some((name) => url.searchParams.get(name))
  const found = query.search ? `found for “${query.search}”, including archived customers` : `of ${count(all)}`
  return (
    <Found
      total={total}
      noun={['customer', 'customers']}
      text={isFiltered ? found : undefined}
      clear={isFiltered ? hrefWith(url, CLEARED) : undefined}
    />
  )
}
