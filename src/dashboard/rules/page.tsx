import { lastChangeOf } from '../../audit-log/timeline.ts'
import { admin, mayRead } from '../../auth/policy.ts'
import { CUSTOMER_NAME } from '../../db/customer-name.ts'
import { sql } from '../../db/sql.ts'
import { notFound } from '../../errors/api-error.ts'
import { etagOf, VERSION_BY_TIME, type Versioned } from '../../http/etag.ts'
import { operation } from '../../operation.ts'
import { present, type RuleRow, rulePath } from '../../rules/rule.ts'
import { Conflict } from '../editing/conflict.tsx'
import { lastChangeIn } from '../editing/last-change.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Badge } from '../parts/badge.tsx'
import { Banner } from '../parts/banner.tsx'
import { customerName } from '../parts/customer-name.ts'
import { Dialog, OpenDialog } from '../parts/dialog.tsx'
import { Form } from '../parts/form.tsx'
import { mayWrite } from '../permissions.ts'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { RuleForm } from './form.tsx'
import { FIELD_NAMES, FIELDS, shownOf, textOf, versionOf } from './version.ts'

const route = pageRoute({ id: 'showRule', path: '/dashboard/rules/{rule_id}', params: rulePath })

type Row = RuleRow & Versioned & { customer_name: string | null }

export const rulePage = operation(
  admin('rules:read'),
  route,
  async (c) => {
    const { rule_id } = c.req.valid('param')
    const visit = visitOf(c.req.raw)
    const submission = submissionOf(visit.submission, 'rule')
    const failed = submissionOf(visit.submission, 'delete')
    const isConflict = submission?.code === 'precondition_failed'
    const [[row], [changed]] = await c.var.db.batch([
      sql<Row>`
        select r.*, ${VERSION_BY_TIME} as version,
               (select ${CUSTOMER_NAME} from customers c where c.id = r.customer_id) as customer_name
          from rules r where r.id = ${rule_id}::uuid`,
      lastChangeOf(rule_id, FIELD_NAMES, isConflict),
    ])
    if (!row) throw notFound('rule')
    const rule = present(row)
    const at = `/dashboard/rules/${rule.id}`
    const { caller } = c.var
    const isEditor = mayWrite(caller, 'rules')
    const customer = mayRead(caller, 'customers') && rule.customer_id
    const list = `/dashboard/rules${rule.customer_id === null ? '' : `?customer_id=${rule.customer_id}`}`
    const back = customer ? `/dashboard/customers/${customer}` : list
    const version = versionOf(rule)
    const etag = etagOf(row)
    if (isConflict) {
      const stored = { values: version, etag, by: lastChangeIn(caller, changed) }
      const conflict = { visit, submission, noun: 'rule', name: rule.name, at, stored, labels: FIELDS, textOf }
      const page = { title: `Both of you changed ${rule.name}`, place: 'Rules' } as const
      return renderPage(c, page, <Conflict {...conflict} />)
    }
    return renderPage(
      c,
      { title: rule.name, place: 'Rules' },
      <>
        {failed && (
          <Banner tone="red" role="alert">
            <strong>The rule was not deleted.</strong> {failed.summary}
          </Banner>
        )}
        <div class="head">
          <div>
            <BackLink href={back}>{customer ? customerName(row.customer_name) : 'Rules'}</BackLink>
            <h1>{rule.name}</h1>
            <p class="under">
              {rule.customer_id === null ? (
                'A default for all customers'
              ) : (
                <span>
                  Only for{' '}
                  {customer ? (
                    <a href={`/dashboard/customers/${customer}`}>{customerName(row.customer_name)}</a>
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
          values={submission?.values ?? shownOf(version)}
          submission={submission}
          isEditor={isEditor}
          label="Save rule"
          cancel={back}
        >
          <input type="hidden" name="etag" value={submission?.values.etag ?? etag} />
          <input type="hidden" name="was" value={submission?.values.was ?? JSON.stringify(version)} />
        </RuleForm>
        {isEditor && (
          <Dialog
            id="delete"
            title={`Delete “${rule.name}”?`}
            actions={
              <Form visit={visit} action={`${at}/delete`} once>
                <input type="hidden" name="etag" value={etag} />
                {customer && <input type="hidden" name="customer_id" value={customer} />}
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
