import type { Child } from 'hono/jsx'
import { Banner } from '../parts/banner.tsx'
import { Time } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'

/** What needs attention: failed instances, and subscriptions that are unpaid or end soon. */
export function Attention({ visit: { now }, data: { customer, moves } }: { visit: Visit; data: CustomerData }) {
  const failed = customer.instances.filter(({ status }) => status === 'failed')
  const unpaid = customer.subscriptions.filter(({ status }) => status === 'unpaid' || status === 'past_due')
  const ending = customer.subscriptions.filter((one) => one.status === 'active' && one.cancel_at_period_end)
  const banners: Child[] = [
    ...failed.map((one) => (
      <Banner
        tone="red"
        actions={<a href={moves ? `/dashboard/instances/${one.id}` : `#${one.id}`}>See its history</a>}
      >
        <strong>{one.agent_name ?? 'An instance'} failed</strong> <Time at={one.updated_at} now={now} />.
      </Banner>
    )),
    ...unpaid.map((one) => (
      <Banner
        tone={one.status === 'unpaid' ? 'red' : 'amber'}
        actions={<a href={`#${one.id}`}>See the subscription</a>}
      >
        <strong>
          {one.product_tier_name ?? 'A subscription'} is {one.status === 'unpaid' ? 'unpaid' : 'past due'}
        </strong>
        , as of <Time at={one.updated_at} now={now} />.
      </Banner>
    )),
    ...ending.map((one) => (
      <Banner tone="amber" actions={<a href={`#${one.id}`}>See the subscription</a>}>
        <strong>{one.product_tier_name ?? 'A subscription'} will be canceled</strong>{' '}
        {one.current_period_end ? (
          <>
            on <Time at={one.current_period_end} now={now} date />
          </>
        ) : (
          'at the end of its period'
        )}
        .
      </Banner>
    )),
  ]
  if (banners.length === 0) return null
  return (
    <section class="stack" aria-label="Needs attention">
      {banners.slice(0, 5)}
    </section>
  )
}
