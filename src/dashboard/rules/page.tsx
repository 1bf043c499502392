import { admin, mayRead } from '../../auth/policy.ts'
import { sql } from '../../db/sql.ts'
import { notFound } from '../../errors.ts'
import { operation } from '../../operation.ts'
import { present, type RuleRow, rulePath } from '../../rules/rule.ts'
import { BackLink } from '../customers/head.tsx'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Badge } from '../parts/badge.tsx'
import { Dialog, OpenDialog } from '../parts/dialog.tsx'
import { Form } from '../parts/form.tsx'
import { mayWrite } from '../permissions.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { RuleForm, valuesOf } from './form.tsx'

const route = pageRoute({ id: 'showRule', path: '/dashboard/rules/{rule_id}', params: rulePath })

type Row = RuleRow & { customer_name: string | null }

export const rulePage = operation(
  admin('rules:read'),
  route,
  async (c) => {
    const { rule_id } = c.req.valid('param')
    const visit = visitOf(c.req.raw)
    const [[row]] = await c.var.db.batch([
      sql<Row>`
        select r.*,
               (select coalesce(c.company_name, c.email) from customers c where c.id = r.customer_id) as customer_name
          from rules r where r.id = ${rule_id}::uuid`,
    ])
    if (!row) throw notFound('rule')
    const rule = present(row)
    const at = `/dashboard/rules/${rule.id}`
    const { caller } = c.var
    const isEditor = mayWrite(caller, 'rules')
    const submission = submissionOf(visit.submission, 'rule')
    return renderPage(
      c,
      { title: rule.name, place: 'Rules', status: (submission?.status ?? 200) as 200 },
      <>
        <div class="head">
          <div>
            <BackLink
              href={rule.customer_id === null ? '/dashboard/rules' : `/dashboard/rules?customer_id=${rule.customer_id}`}
            >
              Rules
            </BackLink>
            <h1>{rule.name}</h1>
            <p class="under">
              {rule.customer_id === null ? (
                'A default for all customers'
              ) : (
                <span>
                  Only for{' '}
                  {mayRead(caller, 'customers') ? (
                    <a href={`/dashboard/customers/${rule.customer_id}`}>{row.customer_name ?? 'one customer'}</a>
                  ) : (
                    'one customer'
                  )}
                </span>
              )}
              {!rule.is_active && <Badge tone="grey">Inactive</Badge>}
            </p>
          </div>
          {isEditor && (
            <div class="actions">
              <OpenDialog id="delete" kind="danger">
                Delete…
              </OpenDialog>
            </div>
          )}
        </div>
        <RuleForm
          visit={visit}
          at={at}
          values={submission?.values ?? valuesOf(rule)}
          submission={submission}
          isEditor={isEditor}
          label="Save rule"
        />
        {isEditor && (
          <Dialog
            id="delete"
            title={`Delete “${rule.name}”?`}
            actions={
              <Form visit={visit} action={`${at}/delete`} once>
                <button class="button" type="submit" data-kind="danger">
                  Delete rule
                </button>
              </Form>
            }
          >
            <p>
              {rule.customer_id === null
                ? 'The rule will no longer apply to any customer.'
                : 'The rule will no longer apply. A default that it overrode will apply again.'}{' '}
              This cannot be undone; the audit log keeps the details.
            </p>
          </Dialog>
        )}
      </>,
    )
  },
  { errors: ['not_found'] },
)
