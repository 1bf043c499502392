import { numberOf, type OverviewData } from './data.ts'

export const IN_SUBSCRIPTIONS = '/dashboard/subscriptions'
export const IN_INSTANCES = '/dashboard/instances'

/** How many subscriptions are at risk, by reason, and where they are listed. No subscription has two reasons. */
export function riskOf({ byStatus, cancelling }: NonNullable<OverviewData['subscriptions']>) {
  const reasons = [
    { label: 'Unpaid', number: numberOf(byStatus, 'unpaid'), href: `${IN_SUBSCRIPTIONS}?status=unpaid` },
    { label: 'Past due', number: numberOf(byStatus, 'past_due'), href: `${IN_SUBSCRIPTIONS}?status=past_due` },
    { label: 'Canceling', number: cancelling, href: `${IN_SUBSCRIPTIONS}?cancelling=true` },
  ]
  const total = reasons.reduce((sum, { number }) => sum + number, 0)
  return { total, href: `${IN_SUBSCRIPTIONS}?at_risk=true`, reasons }
}
