import type { Child } from 'hono/jsx'
import { count } from '../parts/count.ts'
import { numberOf, type OverviewData, RECENT } from './data.ts'
import { IN_INSTANCES, IN_SUBSCRIPTIONS, riskOf } from './links.ts'

/** The most important numbers; each leads to the list that it counts. */
export function Figures({ data: { customers, subscriptions, instances } }: { data: OverviewData }) {
  const risk = subscriptions && riskOf(subscriptions)
  return (
    <section class="stats" aria-label="Figures">
      {customers && (
        <Figure label="Customers" value={customers.total} href="/dashboard/customers">
          <b>{signed(customers.total - (customers.points.at(-1 - RECENT)?.customers ?? 0))}</b> in {RECENT} days
        </Figure>
      )}
      {subscriptions && (
        <Figure
          label="Active subscriptions"
          value={numberOf(subscriptions.byStatus, 'active')}
          href={`${IN_SUBSCRIPTIONS}?status=active`}
        >
          <b>{count(numberOf(subscriptions.byStatus, 'trialing'))}</b> trialing
        </Figure>
      )}
      {instances && (
        <Figure
          label="Running instances"
          value={numberOf(instances.byStatus, 'running')}
          href={`${IN_INSTANCES}?status=running`}
        >
          <Failed number={numberOf(instances.byStatus, 'failed')} />,{' '}
          {count(numberOf(instances.byStatus, 'provisioning'))} provisioning
        </Figure>
      )}
      {risk && (
        <Figure label="At risk" value={risk.total} href={risk.href}>
          Unpaid, past due or canceling
        </Figure>
      )}
    </section>
  )
}

function Figure({ label, value, href, children }: { label: string; value: number; href: string; children: Child }) {
  return (
    <a class="stat" href={href}>
      <span class="label">{label}</span> <span class="value">{count(value)}</span> <small>{children}</small>
    </a>
  )
}

function Failed({ number }: { number: number }) {
  return number > 0 ? <b class="failed">{count(number)} failed</b> : '0 failed'
}

/** Such as “+108” or “−3”. */
export const signed = (change: number) => `${change > 0 ? '+' : change < 0 ? '−' : ''}${count(Math.abs(change))}`
