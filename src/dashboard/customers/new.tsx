import { admin } from '../../auth/policy.ts'
import { operation } from '../../operation.ts'
import { valuesFrom } from '../editing/values.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import { requireWrite } from '../permissions.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { LABELS } from './profile.ts'
import { MetadataFields, ProfileFields } from './profile-form.tsx'

const route = pageRoute({ id: 'showNewCustomer', path: '/dashboard/customers/new' })

export const newPage = operation(admin('customers:read'), route, async (c) => {
  const visit = visitOf(c.req.raw)
  // An empty batch still checks that the key is active.
  await c.var.db.batch([])
  requireWrite(c.var.caller, 'customers')
  const submission = submissionOf(visit.submission, 'new')
  const profile = valuesFrom(submission?.values.is ?? '')
  return renderPage(
    c,
    { title: 'New customer', place: 'Customers' },
    <>
      <div class="head">
        <div>
          <BackLink href="/dashboard/customers">Customers</BackLink>
          <h1>New customer</h1>
          <p class="under">Every field is optional. A name or an email makes the customer easier to find.</p>
        </div>
      </div>
      <Form visit={visit} action="/dashboard/customers" class="form" once>
        <ErrorSummary submission={submission} labels={LABELS} />
        <ProfileFields profile={profile} errors={submission?.errors ?? {}} />
        <MetadataFields profile={profile} error={submission?.errors.metadata} />
        <Submit label="Create customer" cancel="/dashboard/customers" />
      </Form>
    </>,
  )
})
