import { z } from '@hono/zod-openapi'
import { anyAdmin } from '../../auth/policy.ts'
import { operation } from '../../operation.ts'
import { NoCustomers } from '../customers/no-customers.tsx'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Blank } from '../parts/blank.tsx'
import { Clock } from '../parts/time.tsx'
import { mayWrite } from '../permissions.ts'
import { type Visit, visitOf } from '../visit.ts'
import { AtRisk } from './at-risk.tsx'
import { type OverviewData, readOverview } from './data.ts'
import { Figures } from './figures.tsx'
import { Growth, PERIODS, type Period } from './growth.tsx'
import { IN_INSTANCES, IN_SUBSCRIPTIONS } from './links.ts'
import { Statuses } from './statuses.tsx'

const query = z.object({ days: z.enum(PERIODS).default('365') })
const route = pageRoute({ id: 'showOverview', path: '/dashboard/overview', query })

export const overviewPage = operation(anyAdmin(), route, async (c) => {
  const { days } = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const data = await readOverview(c.var, visit.now)
  const { customers, subscriptions, instances } = data
  const isEmpty = customers && customers.total + customers.archived === 0
  return renderPage(
    c,
    { title: 'Overview', place: 'Overview' },
    <>
      <div class="head">
        <div>
          <h1>Overview</h1>
          <p class="under">
            <span>
              As of today, <Clock at={visit.now.toISOString()} /> UTC
            </span>
          </p>
        </div>
      </div>
      {isEmpty ? (
        <NoCustomers origin={visit.url.origin} mayWrite={mayWrite(c.var.caller, 'customers')} />
      ) : customers || subscriptions || instances ? (
        <>
          <Figures data={data} />
          <Sections visit={visit} data={data} period={days} />
        </>
      ) : (
        <Blank title="Nothing to show" text="Your key cannot read customers, subscriptions or instances." />
      )}
    </>,
  )
})

interface SectionsProps {
  visit: Visit
  data: OverviewData
  period: Period
}

function Sections({ visit, data: { customers, subscriptions, instances }, period }: SectionsProps) {
  return (
    <div class="split" data-wide>
      {(customers || subscriptions) && (
        <div>
          {customers && <Growth url={visit.url} points={customers.points} period={period} />}
          {subscriptions && <AtRisk visit={visit} data={subscriptions} />}
        </div>
      )}
      {(subscriptions || instances) && (
        <div>
          {subscriptions && (
            <Statuses
              title="Subscriptions"
              byStatus={subscriptions.byStatus}
              list={IN_SUBSCRIPTIONS}
              none="Stripe has not reported any subscriptions."
            />
          )}
          {instances && (
            <Statuses
              title="Instances"
              byStatus={instances.byStatus}
              list={IN_INSTANCES}
              none="No instances are registered."
            />
          )}
          <p class="note">Subscriptions and instances of archived customers are included.</p>
        </div>
      )}
    </div>
  )
}
