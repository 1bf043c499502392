import { z } from '@hono/zod-openapi'
import { admin } from '../../auth/policy.ts'
import { operation } from '../../operation.ts'
import { uuid } from '../../validation/fields.ts'
import { BackLink } from '../customers/head.tsx'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Form } from '../parts/form.tsx'
import { submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { INITIAL, RuleFields } from './form.tsx'

const route = pageRoute({
  id: 'showNewRule',
  path: '/dashboard/rules/new',
  query: z.object({ customer_id: uuid.optional() }),
})

export const newPage = operation(admin('rules:read'), route, async (c) => {
  const visit = visitOf(c.req.raw)
  // Without a statement: checks that the key is still active.
  await c.var.db.batch([])
  const submission = submissionOf(visit.submission, 'rule')
  const { customer_id = '' } = c.req.valid('query')
  return renderPage(
    c,
    { title: 'New rule', place: 'Rules', status: (submission?.status ?? 200) as 200 },
    <>
      <div class="head">
        <div>
          <BackLink href="/dashboard/rules">Rules</BackLink>
          <h1>New rule</h1>
        </div>
      </div>
      <Form visit={visit} action="/dashboard/rules" class="form" once>
        <RuleFields values={submission?.values ?? { ...INITIAL, customer_id }} submission={submission} isNew />
        <div class="submit">
          <button class="button" type="submit" data-kind="main">
            Create rule
          </button>
        </div>
      </Form>
    </>,
  )
})
