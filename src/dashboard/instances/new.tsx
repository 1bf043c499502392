import { z } from '@hono/zod-openapi'
import { admin, mayRead } from '../../auth/policy.ts'
import { sql } from '../../db/sql.ts'
import { notFound } from '../../errors/api-error.ts'
import { operation } from '../../operation.ts'
import { uuid } from '../../validation/fields.ts'
import { isUuid } from '../../validation/uuid.ts'
import { nameOf } from '../customers/names.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Field, Select } from '../parts/field.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import { requireWrite } from '../permissions.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import type { OwnerRow } from './data.ts'
import { FIELDS } from './fields.ts'
import { InstanceFields } from './form.tsx'

const route = pageRoute({
  id: 'showNewInstance',
  path: '/dashboard/instances/new',
  query: z.object({ customer_id: uuid.optional() }),
})

const LABELS = { ...FIELDS, status: 'Status', customer_id: 'Customer id' }
const STATUSES = [
  { value: 'provisioning', label: 'Provisioning: being set up' },
  { value: 'running', label: 'Running: already started' },
]

/** Registers an instance of the customer in the address, or of one whose id is typed. */
export const newPage = operation(
  admin('instances:read'),
  route,
  async (c) => {
    const visit = visitOf(c.req.raw)
    const submission = submissionOf(visit.submission, 'register')
    const { values = {}, errors = {} } = submission ?? {}
    const customer_id = c.req.valid('query').customer_id ?? values.customer_id ?? ''
    const known = isUuid(customer_id) ? customer_id : null
    const [[owner]] = await c.var.db.batch([
      sql<OwnerRow>`select id, company_name, email, archived_at from customers where id = ${known}::uuid`,
    ])
    requireWrite(c.var.caller, 'instances')
    const isActive = owner?.archived_at === null
    if (known !== null && !isActive && !submission) throw notFound('customer', { isArchived: owner !== undefined })
    const name = owner && isActive && mayRead(c.var.caller, 'customers') ? nameOf(owner) : undefined
    const back = name === undefined ? '/dashboard/instances' : `/dashboard/customers/${customer_id}`
    return renderPage(
      c,
      { title: 'Register an instance', place: 'Instances' },
      <>
        <div class="head">
          <div>
            <BackLink href={back}>{name ?? 'Instances'}</BackLink>
            <h1>Register an instance</h1>
            <p class="under">
              {name === undefined ? 'An agent that runs for a customer.' : `An agent that runs for ${name}.`} All fields
              except the customer are optional and can be changed later.
            </p>
          </div>
        </div>
        <Form visit={visit} action="/dashboard/instances" class="form" once>
          <ErrorSummary submission={submission} labels={LABELS} />
          {isActive && !errors.customer_id ? (
            <input type="hidden" name="customer_id" value={customer_id} />
          ) : (
            <Field
              name="customer_id"
              label={LABELS.customer_id}
              hint="Copy it from the customer’s page."
              value={customer_id}
              error={errors.customer_id}
              required
            />
          )}
          <Select
            name="status"
            label={LABELS.status}
            value={values.status ?? 'provisioning'}
            error={errors.status}
            options={STATUSES}
          />
          <InstanceFields values={values} errors={errors} />
          <Submit label="Register instance" cancel={back} />
        </Form>
      </>,
    )
  },
  { errors: ['not_found'] },
)
