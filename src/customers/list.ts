import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { fetchPage, pageOf, pagingQuery } from '../paging/page.ts'
import { CustomerSummary, presentSummary, type SummaryRow } from './customer.ts'
import { customersIn, filterQuery, sorting } from './list-source.ts'

const listQuery = z.strictObject({ ...pagingQuery, ...sorting, ...filterQuery })

const route = createRoute({
  operationId: 'listCustomers',
  method: 'get',
  path: '/v1/customers',
  tags: ['Customers'],
  summary: 'List customers',
  description: 'Returns a page of the tenant’s customers with their counts.',
  request: { query: listQuery },
  responses: {
    200: json(pageOf('customers', CustomerSummary, 'CustomerPage'), 'A page of customers.'),
  },
})

export const list = operation(admin('customers:read'), route, async (c) => {
  const query = c.req.valid('query')
  const source = customersIn(query, c.var.caller.tenantId)
  const { rows, pagination } = await fetchPage<SummaryRow>(c.var, source, query)
  return c.json({ customers: rows.map(presentSummary), ...pagination }, 200)
})
