import { createRoute } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerOwned } from '../paging/customer-owned.ts'
import { fetchPage } from '../paging/page.ts'
import { customerPath } from '../validation/fields.ts'
import { listQuery, SubscriptionPage } from './queries.ts'
import { presentSubscription, type SubscriptionRow } from './subscription.ts'

const route = createRoute({
  operationId: 'listCustomerSubscriptions',
  method: 'get',
  path: '/v1/customers/{customer_id}/subscriptions',
  tags: ['Subscriptions'],
  summary: 'List a customer’s subscriptions',
  description: 'Returns a page of one customer’s subscriptions as Stripe last reported them.',
  request: {
    params: customerPath,
    query: listQuery,
  },
  responses: {
    200: json(SubscriptionPage, 'A page of subscriptions.'),
  },
})

export const listOfCustomer = operation(
  anyRole('subscriptions:read'),
  route,
  async (c) => {
    const request = { ...c.req.valid('query'), ...c.req.valid('param') }

    const source = customerOwned('subscriptions', { ...request, customer_id: [request.customer_id] }, c.var.caller)
    const customer = sql<{ is_archived: boolean }>`
      select archived_at is not null as is_archived from customers where id = ${request.customer_id}::uuid`
    const {
      rows,
      pagination,
      further: [customers],
    } = await fetchPage<SubscriptionRow, { is_archived: boolean }>(c.var, source, request, customer)
    const isArchived = customers?.[0]?.is_archived
    // A customer-bound key does not learn that its customer is archived.
    if (isArchived !== false) throw notFound('customer', { isArchived: isArchived && c.var.caller.role === 'admin' })

    return c.json({ subscriptions: rows.map(presentSubscription), ...pagination }, 200)
  },
  { errors: ['not_found'] },
)
