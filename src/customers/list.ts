import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { text } from '../fields.ts'
import { json } from '../openapi.ts'
import { operation } from '../operation.ts'
import {
  type Order,
  type PageRow,
  pageFields,
  pageStatement,
  pagingQuery,
  positionOf,
  readPage,
  sortingQuery,
} from '../paging/page.ts'
import { CustomerSummary, presentSummary, type SummaryRow } from './customer.ts'

/** What each `sort_by` sorts by. */
const ORDERS = {
  created_at: { column: sql`created_at`, type: 'timestamptz', nullable: false },
  updated_at: { column: sql`updated_at`, type: 'timestamptz', nullable: false },
  email: { column: sql`email_key`, type: 'text', nullable: true },
  company_name: { column: sql`company_key`, type: 'text', nullable: true },
  country_code: { column: sql`country_code`, type: 'text', nullable: true },
  subscription_count: { column: sql`subscription_count`, type: 'integer', nullable: false },
  active_subscription_count: { column: sql`active_subscription_count`, type: 'integer', nullable: false },
  instance_count: { column: sql`instance_count`, type: 'integer', nullable: false },
  running_instance_count: { column: sql`running_instance_count`, type: 'integer', nullable: false },
} as const satisfies Record<string, Order>

const query = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(
    ORDERS,
    'Text sorts by code point, email and company name without regard to case; what is null comes last.',
  ),
  search: text(254)
    .default('')
    .transform((found) => found ?? '')
    .openapi({
      description: 'A part of the email, in any case. `%`, `_` and `\\` are ordinary characters. Empty: no filter.',
      example: 'plumb',
    }),
})

const route = createRoute({
  operationId: 'listCustomers',
  method: 'get',
  path: '/v1/customers',
  tags: ['Customers'],
  summary: 'List customers',
  description: 'A page of the tenant’s customers with their counts. A page past the end is an empty list.',
  request: { query },
  responses: {
    200: json(
      z.object({ customers: z.array(CustomerSummary), ...pageFields }).openapi('CustomerPage'),
      'The page, and how many customers there are in all.',
    ),
  },
})

export const list = operation(admin('customers:read'), route, async (c) => {
  const { page, per_page, cursor, ...question } = c.req.valid('query')
  const asked = { page, per_page, cursor }
  const position = await positionOf(c.var.cursors, question, asked)

  const [{ rows }] = await c.var.db.batch((q) => [
    q.execute<PageRow<SummaryRow>>(pageStatement(customersOf(question), asked, position)),
  ])

  const answer = await readPage(rows, asked, c.var.cursors, question)
  return c.json({ customers: answer.rows.map(presentSummary), ...answer.told }, 200)
})

function customersOf({ search, sort_by, sort_dir }: Omit<z.output<typeof query>, 'page' | 'per_page' | 'cursor'>) {
  // strpos takes every character as itself.
  const matching = search === '' ? sql`true` : sql`strpos(email_key, lower(${search}::text collate "C")) > 0`
  return {
    from: sql`customers`,
    matching,
    order: ORDERS[sort_by],
    direction: sort_dir,
    lookups: sql`, (select s.status from subscriptions s
                     where s.tenant_id = page.tenant_id and s.customer_id = page.id
                     order by s.created_at desc, s.id desc limit 1) as latest_subscription_status`,
  }
}
