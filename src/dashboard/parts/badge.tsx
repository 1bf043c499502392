import type { Child } from 'hono/jsx'
import type { InstanceStatus } from '../../instances/status.ts'
import type { SUBSCRIPTION_STATUSES } from '../../subscriptions/subscription.ts'
import type { Tone } from './banner.tsx'

/** A status: a dot and a word. Red is also a square, and a ring means that something has ended. */
export function Badge({ tone, children }: { tone: Tone; children: Child }) {
  return (
    <span class="badge" data-tone={tone}>
      {children}
    </span>
  )
}

type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

const SUBSCRIPTION: Record<SubscriptionStatus, [Tone, string]> = {
  active: ['green', 'Active'],
  trialing: ['amber', 'Trialing'],
  past_due: ['amber', 'Past due'],
  unpaid: ['red', 'Unpaid'],
  incomplete: ['amber', 'Incomplete'],
  paused: ['grey', 'Paused'],
  canceled: ['grey', 'Canceled'],
  incomplete_expired: ['grey', 'Expired'],
}

const INSTANCE: Record<InstanceStatus, [Tone, string]> = {
  running: ['green', 'Running'],
  provisioning: ['amber', 'Provisioning'],
  failed: ['red', 'Failed'],
  stopped: ['grey', 'Stopped'],
  terminated: ['grey', 'Terminated'],
}

/** All statuses: healthy ones first, then those that need attention, then those that have ended. */
export const SUBSCRIPTION_ORDER = Object.keys(SUBSCRIPTION) as SubscriptionStatus[]
export const INSTANCE_ORDER = Object.keys(INSTANCE)

/** The word for a status of a subscription or an instance, and its tone. */
export const statusOf = (status: string): [Tone, string] =>
  ({ ...SUBSCRIPTION, ...INSTANCE })[status as SubscriptionStatus | InstanceStatus] ?? ['grey', status]

/** The badge of a subscription's or an instance's status. */
export function Status({ status }: { status: string }) {
  const [tone, word] = statusOf(status)
  return <Badge tone={tone}>{word}</Badge>
}

/** A small label. `own` stands out. */
export function Tag({ own = false, children }: { own?: boolean; children: Child }) {
  return (
    <span class="tag" data-own={own || undefined}>
      {children}
    </span>
  )
}
