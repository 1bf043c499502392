import type { z } from '@hono/zod-openapi'
import type { Instance } from '../../instances/instance.ts'
import { isCancelling } from '../../subscriptions/at-risk.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { Banner, type Tone } from '../parts/banner.tsx'
import { count } from '../parts/count.ts'
import { Time } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'
import { SHOWN as LISTED } from './subscriptions.tsx'

/** Maximum number of separate banners per kind. */
const SHOWN = 3

interface AttentionProps {
  visit: Visit
  data: CustomerData
}

/** What needs attention: failed instances, and subscriptions that are unpaid or end soon. */
export function Attention({ visit, data }: AttentionProps) {
  const { customer, atRiskCount, moves, maySeeSubscriptions } = data
  if (customer.failed_instance_count + atRiskCount === 0) return null
  const failed = customer.instances.filter(({ status }) => status === 'failed').slice(0, SHOWN)
  const subscriptions = [
    ...customer.subscriptions.filter(({ status }) => status === 'unpaid'),
    ...customer.subscriptions.filter(({ status }) => status === 'past_due'),
    ...customer.subscriptions.filter(isCancelling),
  ].slice(0, SHOWN)
  return (
    <section class="stack" aria-label="Needs attention">
      {failed.map((one) => (
        <Failed one={one} visit={visit} data={data} />
      ))}
      <More
        tone="red"
        number={customer.failed_instance_count - failed.length}
        shown={failed.length}
        nouns={['instance failed', 'instances failed']}
        href={moves && `/dashboard/instances?customer_id=${customer.id}&status=failed`}
      />
      {subscriptions.map((one) => (
        <AtRisk one={one} visit={visit} data={data} />
      ))}
      <More
        tone="amber"
        number={atRiskCount - subscriptions.length}
        shown={subscriptions.length}
        nouns={['subscription is at risk', 'subscriptions are at risk']}
        href={maySeeSubscriptions ? atRiskOf(customer.id) : undefined}
      />
    </section>
  )
}

const atRiskOf = (customerId: string) => `/dashboard/subscriptions?customer_id=${customerId}&at_risk=true`

function Failed({ one, visit, data }: AttentionProps & { one: z.infer<typeof Instance> }) {
  const href = data.moves ? `/dashboard/instances/${one.id}` : `#${one.id}`
  return (
    <Banner tone="red" actions={<a href={href}>See its history</a>}>
      <strong>{one.agent_name ?? 'An instance'} failed</strong> <Time at={one.updated_at} now={visit.now} />.
    </Banner>
  )
}

function AtRisk({ one, visit: { now }, data }: AttentionProps & { one: z.infer<typeof Subscription> }) {
  const { customer, maySeeSubscriptions } = data
  const isListed = customer.subscriptions.indexOf(one) < LISTED
  const href = isListed ? `#${one.id}` : maySeeSubscriptions && atRiskOf(customer.id)
  const name = one.product_tier_name ?? 'A subscription'
  const end = one.current_period_end
  return (
    <Banner tone={one.status === 'unpaid' ? 'red' : 'amber'} actions={href && <a href={href}>See the subscription</a>}>
      {isCancelling(one) ? (
        <>
          <strong>{name} will be canceled</strong>{' '}
          {end ? ['on ', <Time at={end} now={now} date />] : 'at the end of its period'}.
        </>
      ) : (
        <>
          <strong>
            {name} is {one.status === 'unpaid' ? 'unpaid' : 'past due'}
          </strong>{' '}
          (updated <Time at={one.updated_at} now={now} />
          ).
        </>
      )}
    </Banner>
  )
}

interface MoreProps {
  tone: Tone
  number: number
  /** Number already shown separately. */
  shown: number
  /** Text for one and for several. */
  nouns: readonly [one: string, several: string]
  /** The list of all; undefined if the key cannot read it. */
  href: string | undefined
}

/** How many others need attention. The page has only the newest instances and subscriptions of a customer. */
function More({ tone, number, shown, nouns: [one, several], href }: MoreProps) {
  if (number <= 0) return null
  const all = shown + number
  return (
    <Banner tone={tone} actions={href && <a href={href}>{all === 1 ? 'See it' : `See all ${count(all)}`}</a>}>
      <strong>
        {count(number)} {shown > 0 && 'more '}
        {number === 1 ? one : several}
      </strong>
      .
    </Banner>
  )
}
