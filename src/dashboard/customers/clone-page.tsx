import { admin, mayRead } from '../../auth/policy.ts'
import { present } from '../../customers/customer.ts'
import { selectCustomer } from '../../customers/queries.ts'
import { notFound } from '../../errors/api-error.ts'
import { operation } from '../../operation.ts'
import { rulesOverview } from '../../rules/overview.ts'
import { customerPath } from '../../validation/fields.ts'
import { valuesFrom } from '../editing/values.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Banner } from '../parts/banner.tsx'
import { Facts } from '../parts/facts.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import { Submit } from '../parts/submit.tsx'
import { requireWrite } from '../permissions.ts'
import type { Submission } from '../submission.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { CloneRules } from './clone-rules.tsx'
import { nameOf } from './names.ts'
import { FIELDS, profileOf } from './profile.ts'
import { ProfileFields } from './profile-form.tsx'

const route = pageRoute({
  id: 'showCloning',
  path: '/dashboard/customers/{customer_id}/clone',
  params: customerPath,
})

/** Shows what a clone copies, and the profile of the clone to edit. */
export const clonePage = operation(
  admin('customers:read'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const visit = visitOf(c.req.raw)
    const [[row], overview] = await c.var.db.batch([selectCustomer(customer_id), rulesOverview(customer_id)])
    if (!row) throw notFound('customer')
    requireWrite(c.var.caller, 'customers')
    const customer = present(row)
    const own = overview.filter((rule) => rule.customer_id !== null)
    const rules = mayRead(c.var.caller, 'rules') ? own : undefined
    const submission = submissionOf(visit.submission, 'clone')
    const isChecked = submission?.code === 'checked'
    const { email, external_id, company_name, ...setup } = profileOf(row)
    const profile = submission ? valuesFrom(submission.values.is ?? '') : setup
    const name = nameOf(customer)
    const at = `/dashboard/customers/${customer.id}`
    const entries = Object.keys(customer.metadata).length
    return renderPage(
      c,
      { title: `Clone ${name}`, place: 'Customers' },
      <>
        <div class="head">
          <div>
            <BackLink href={at}>{name}</BackLink>
            <h1>Clone {name}</h1>
            <p class="under">A new customer that starts with the same setup and rules. {name} does not change.</p>
          </div>
        </div>
        <Form visit={visit} action={`${at}/clone`} class="form" once>
          {submission && isChecked ? (
            <Preview submission={submission} />
          ) : (
            <ErrorSummary submission={submission} labels={{ ...FIELDS, rule_ids: 'Rules' }} />
          )}
          <div class="split" data-even>
            <div>
              <CloneRules rules={rules} submission={submission} />
              <Section title="Not copied">
                <Facts
                  items={[
                    ['Subscriptions', 'The clone starts without any.'],
                    ['Instances', 'None are started for the clone.'],
                    ['Ids', 'Email, external id and Stripe id'],
                    ['Metadata', entries === 1 ? '1 entry' : `${entries} entries`],
                    ['Inherited rules', 'They apply to every customer anyway.'],
                  ]}
                />
              </Section>
            </div>
            <Section title="New customer">
              <ProfileFields profile={profile} errors={isChecked ? {} : (submission?.errors ?? {})} isClone />
            </Section>
          </div>
          <Submit label="Clone customer" cancel={at}>
            <button class="button" type="submit" name="step" value="check">
              Preview
            </button>
          </Submit>
        </Form>
      </>,
    )
  },
  { errors: ['not_found'] },
)

/** What the API would create. */
function Preview({ submission: { failure: preview } }: { submission: Submission }) {
  const rules = Array.isArray(preview.rules) ? (preview.rules as { name: string }[]) : []
  const number = preview.rules_cloned === 1 ? '1 rule' : `${preview.rules_cloned} rules`
  return (
    <Banner tone="green" role="status">
      <strong>
        {String(preview.company_name)} would be created with {number}.
      </strong>
      {rules.length > 0 && <p>{rules.map((rule) => rule.name).join(', ')}</p>}
      <p>Nothing has been created yet.</p>
    </Banner>
  )
}
