import { z } from '@hono/zod-openapi'
import { EVENT_KINDS } from '../../audit-log/timeline.ts'
import { admin } from '../../auth/policy.ts'
import { operation } from '../../operation.ts'
import { customerPath, queryInteger } from '../../validation/fields.ts'
import { Conflict } from '../editing/conflict.tsx'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { ArchiveDialog, ArchivedBanner } from './archiving.tsx'
import { Attention } from './attention.tsx'
import { readCustomer } from './data.ts'
import { Details, MetadataSection } from './details.tsx'
import { CustomerHead } from './head.tsx'
import { Instances } from './instances.tsx'
import { nameOf } from './names.ts'
import { FIELDS, labelOf } from './profile.ts'
import { ProfileForm } from './profile-form.tsx'
import { Rules } from './rules.tsx'
import { Subscriptions } from './subscriptions.tsx'
import { Timeline } from './timeline.tsx'

const route = pageRoute({
  id: 'showCustomer',
  path: '/dashboard/customers/{customer_id}',
  params: customerPath,
  query: z.object({
    edit: z.string().max(20).optional(),
    events: z.enum(EVENT_KINDS).default('all'),
    show: queryInteger({ minimum: 1, maximum: 200, default: 10 }),
  }),
})

export const customerPage = operation(
  admin('customers:read'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const { edit, events, show } = c.req.valid('query')
    const visit = visitOf(c.req.raw)
    const edited = submissionOf(visit.submission, 'profile')
    const isConflict = edited?.code === 'precondition_failed'
    const data = await readCustomer(c.var, customer_id, { events: { kind: events, limit: show }, isConflict })
    const { customer } = data
    const title = nameOf(customer)
    const isArchived = customer.archived_at !== null
    const status = edited && isArchived ? 409 : undefined
    if (isConflict) {
      const page = { title: `Both of you changed ${title}`, place: 'Customers', status } as const
      const stored = { values: data.profile, etag: data.etag, by: data.lastChange }
      const at = `/dashboard/customers/${customer.id}`
      return renderPage(
        c,
        page,
        <Conflict
          {...{ visit, submission: edited, noun: 'customer', name: title, at, stored, labels: FIELDS, labelOf }}
        />,
      )
    }
    // What was typed is still there if the customer was archived meanwhile.
    const isEditing = data.mayWrite && (edited !== undefined || (edit !== undefined && !isArchived))
    return renderPage(
      c,
      { title, place: 'Customers', status },
      <>
        <ArchivedBanner visit={visit} data={data} />
        <CustomerHead data={data} isEditing={isEditing} />
        <div class="split">
          <div>
            {isEditing && <ProfileForm visit={visit} data={data} submission={edited} />}
            <Attention visit={visit} data={data} />
            <Subscriptions visit={visit} data={data} />
            <Instances visit={visit} data={data} />
            <Rules data={data} />
            <Timeline visit={visit} data={data} />
          </div>
          <aside aria-label="Details">
            <Details visit={visit} data={data} />
            <MetadataSection data={data} />
          </aside>
        </div>
        <ArchiveDialog visit={visit} data={data} />
      </>,
    )
  },
  { errors: ['not_found'] },
)
