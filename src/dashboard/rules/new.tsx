import { z } from '@hono/zod-openapi'
import { admin, mayRead } from '../../auth/policy.ts'
import { CUSTOMER_NAME } from '../../db/customer-name.ts'
import { sql } from '../../db/sql.ts'
import { notFound } from '../../errors/api-error.ts'
import { operation } from '../../operation.ts'
import { present, type RuleRow } from '../../rules/rule.ts'
import { uuid } from '../../validation/fields.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Banner } from '../parts/banner.tsx'
import { customerName } from '../parts/customer-name.ts'
import { requireWrite } from '../permissions.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { INITIAL, RuleForm } from './form.tsx'
import { shownOf, versionOf } from './version.ts'

const route = pageRoute({
  id: 'showNewRule',
  path: '/dashboard/rules/new',
  query: z.object({
    customer_id: uuid.optional(),
    /** The default that the rule overrides. */
    from: uuid.optional(),
    suppress: z.literal('true').optional(),
  }),
})

/** A default, a rule of one customer, or a customer's rule that overrides or suppresses a default. */
export const newPage = operation(
  admin('rules:read'),
  route,
  async (c) => {
    const visit = visitOf(c.req.raw)
    const { customer_id, from, suppress } = c.req.valid('query')
    const [[customer], [source]] = await c.var.db.batch([
      sql<{ name: string | null }>`
        select ${CUSTOMER_NAME} as name from customers c where c.id = ${customer_id ?? null}::uuid`,
      sql<RuleRow>`
        select * from rules
         where id = ${from ?? null}::uuid and customer_id is null and rule_key is not null`,
    ])
    requireWrite(c.var.caller, 'rules')
    if (customer_id !== undefined && !customer) throw notFound('customer')
    if (from !== undefined && !source) throw notFound('default that can be overridden')
    const isNamed = mayRead(c.var.caller, 'customers')
    const name = isNamed && customer ? customerName(customer.name) : 'this customer'
    const submission = submissionOf(visit.submission, 'rule')
    const overridden = source && shownOf(versionOf(present(source)))
    const start = overridden ? { ...overridden, ...(suppress && { is_active: 'false' }) } : INITIAL
    const verb = suppress ? 'Suppress' : 'Override'
    const back = customer && isNamed ? `/dashboard/customers/${customer_id}` : '/dashboard/rules'
    const title = source ? `${verb} “${source.name}”` : 'New rule'
    return renderPage(
      c,
      { title, place: 'Rules' },
      <>
        <div class="head">
          <div>
            <BackLink href={back}>{customer && isNamed ? name : 'Rules'}</BackLink>
            <h1>{title}</h1>
            <p class="under">
              {customer
                ? `Only for ${name}`
                : 'A default for all customers. For a rule of one customer, choose “New rule” on that customer’s page.'}
            </p>
          </div>
        </div>
        {source && (
          <Banner tone="grey">
            {suppress
              ? 'This rule has the same key as the default and is inactive, so the default does not apply to ' +
                `${name}. To undo this, delete the rule.`
              : `This rule has the same key as the default, so it applies to ${name} instead of the default.`}
          </Banner>
        )}
        <RuleForm
          visit={visit}
          at="/dashboard/rules"
          values={submission?.values ?? start}
          submission={submission}
          isEditor
          label={source ? `${verb} the default` : 'Create rule'}
          cancel={back}
        >
          {customer_id !== undefined && <input type="hidden" name="customer_id" value={customer_id} />}
          {from !== undefined && <input type="hidden" name="from" value={from} />}
          {suppress && <input type="hidden" name="suppress" value="true" />}
        </RuleForm>
      </>,
    )
  },
  { errors: ['not_found'] },
)
