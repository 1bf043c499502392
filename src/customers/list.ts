import { createRoute, z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { queryInteger, text } from '../fields.ts'
import { json, pageFields } from '../openapi.ts'
import { operation } from '../operation.ts'
import { CustomerSummary, presentSummary, type SummaryRow } from './customer.ts'

/** What each `sort_by` sorts by. A nullable column has an index for `desc nulls last` of its own. */
const ORDERS = {
  created_at: { column: sql`created_at`, nullable: false },
  updated_at: { column: sql`updated_at`, nullable: false },
  email: { column: sql`email_key`, nullable: true },
  company_name: { column: sql`company_key`, nullable: true },
  country_code: { column: sql`country_code`, nullable: true },
  subscription_count: { column: sql`subscription_count`, nullable: false },
  active_subscription_count: { column: sql`active_subscription_count`, nullable: false },
  instance_count: { column: sql`instance_count`, nullable: false },
  running_instance_count: { column: sql`running_instance_count`, nullable: false },
} as const
type SortBy = keyof typeof ORDERS

const query = z.strictObject({
  page: queryInteger({ minimum: 1, maximum: 2_147_483_647, default: 1 }).openapi({
    description: 'Which page, from 1.',
    example: 1,
  }),
  per_page: queryInteger({ minimum: 1, maximum: 100, default: 20 }).openapi({
    description: 'How many customers a page holds.',
    example: 20,
  }),
  search: text(254)
    .default('')
    .transform((found) => found ?? '')
    .openapi({
      description: 'A part of the email, in any case. `%`, `_` and `\\` are ordinary characters. Empty: no filter.',
      example: 'plumb',
    }),
  sort_by: z
    .enum(Object.keys(ORDERS) as [SortBy, ...SortBy[]])
    .default('created_at')
    .openapi({
      description: 'Text sorts by code point, email and company name without regard to case; what is null comes last.',
      example: 'created_at',
    }),
  sort_dir: z.enum(['asc', 'desc']).default('desc').openapi({
    description: 'Ties are broken by id in the same direction.',
    example: 'desc',
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
  const { page, per_page, ...question } = c.req.valid('query')

  const [{ rows }] = await c.var.db.batch((q) => [
    q.execute<PageRow>(pageOf({ ...question, limit: per_page, offset: (page - 1) * per_page })),
  ])
  const total = rows[0]?.total ?? 0

  const customers = rows.filter((row): row is PageRow & SummaryRow => row.id !== null).map(presentSummary)
  return c.json({ customers, page, per_page, total, total_pages: Math.ceil(total / per_page) }, 200)
})

/** One row a customer of the page; a single row without a customer when the page is empty. */
type PageRow = { total: number } & (SummaryRow | { id: null })

interface Question {
  search: string
  sort_by: SortBy
  sort_dir: 'asc' | 'desc'
  limit: number
  offset: number
}

/** The page first, by an index in its order; then, for its rows alone, what is looked up. */
function pageOf({ search, sort_by, sort_dir, limit, offset }: Question): SQL {
  const { column, nullable } = ORDERS[sort_by]
  const direction = sort_dir === 'asc' ? sql`asc` : nullable ? sql`desc nulls last` : sql`desc`
  const order = sql`${column} ${direction}, id ${sort_dir === 'asc' ? sql`asc` : sql`desc`}`
  // strpos takes every character as itself.
  const matching = search === '' ? sql`true` : sql`strpos(email_key, lower(${search}::text collate "C")) > 0`

  return sql`
    select counted.total, page.*,
           (select s.status from subscriptions s
             where s.tenant_id = page.tenant_id and s.customer_id = page.id
             order by s.created_at desc, s.id desc limit 1) as latest_subscription_status
      from (select count(*)::int as total from customers where ${matching}) counted
      left join (select * from customers where ${matching}
                  order by ${order} limit ${limit} offset ${offset}) page on true
     order by ${order}`
}
