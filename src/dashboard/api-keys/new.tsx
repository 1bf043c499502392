import { admin, RESOURCES, type Scope } from '../../auth/policy.ts'
import { operation } from '../../operation.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Field, FieldGroup, Select } from '../parts/field.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import { requireWrite } from '../permissions.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'

const route = pageRoute({ id: 'showNewApiKey', path: '/dashboard/api-keys/new' })

export const LABELS = {
  name: 'Name',
  role: 'Role',
  customer_id: 'Customer id',
  scopes: 'Scopes',
  expires_at: 'Expires on',
}
const ROLE_OPTIONS = [
  { value: 'admin', label: 'Admin: acts for all customers' },
  { value: 'customer', label: 'Customer: reads one customer' },
]

export const newPage = operation(admin('api-keys:read'), route, async (c) => {
  const visit = visitOf(c.req.raw)
  // An empty batch still checks that the key is active.
  await c.var.db.batch([])
  requireWrite(c.var.caller, 'api-keys')
  const submission = submissionOf(visit.submission, 'new-key')
  const { values = {}, errors = {} } = submission ?? {}
  const { scopes } = c.var.caller
  const own: readonly string[] = scopes.includes('*')
    ? RESOURCES.flatMap((resource): Scope[] => [`${resource}:read`, `${resource}:write`])
    : scopes
  const choices = scopes.includes('*') ? ['*', ...own] : own
  const chosen = (values.scopes ?? '').split(',')
  return renderPage(
    c,
    { title: 'New key', place: 'API keys' },
    <>
      <div class="head">
        <div>
          <BackLink href="/dashboard/api-keys">API keys</BackLink>
          <h1>New {visit.session?.mode} key</h1>
          <p class="under">The key text is shown only once, after you create the key.</p>
        </div>
      </div>
      <Form visit={visit} action="/dashboard/api-keys" class="form" once>
        <ErrorSummary submission={submission} labels={LABELS} />
        <Field
          name="name"
          label={LABELS.name}
          hint="Where the key will be used."
          value={values.name}
          error={errors.name}
        />
        <Select
          name="role"
          label={LABELS.role}
          value={values.role ?? 'admin'}
          error={errors.role}
          options={ROLE_OPTIONS}
        />
        <Field
          name="customer_id"
          label={LABELS.customer_id}
          hint="Only for the role Customer. Copy it from the customer’s page."
          value={values.customer_id}
          error={errors.customer_id}
        />
        <FieldGroup id="scopes" label={LABELS.scopes} error={errors.scopes} kind="choices">
          {choices.map((scope) => (
            <label>
              <input type="checkbox" name="scopes" value={scope} checked={chosen.includes(scope) || undefined} />
              <strong>{scope === '*' ? 'Everything' : scope}</strong>
            </label>
          ))}
        </FieldGroup>
        <Field
          name="expires_at"
          type="date"
          label={LABELS.expires_at}
          hint="The key expires at the end of this day (UTC). Without a date, it expires with your own key, or never."
          value={values.expires_at}
          error={errors.expires_at}
        />
        <Submit label="Create key" cancel="/dashboard/api-keys" />
      </Form>
    </>,
  )
})
