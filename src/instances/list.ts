import { createRoute, z } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerOwned, OWNED_ORDERS } from '../paging/customer-owned.ts'
import { fetchPage, pageOf, pagingQuery, sortingQuery } from '../paging/page.ts'
import { several, uuid } from '../validation/fields.ts'
import { Instance, type InstanceRow, presentInstance } from './instance.ts'
import { INSTANCE_STATUSES } from './status.ts'

const listQuery = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(OWNED_ORDERS, 'Sort field: time of registration or of the last change.'),
  customer_id: several(uuid).openapi({ description: 'Only what belongs to this customer.' }),
  status: several(z.enum(INSTANCE_STATUSES)).openapi({ description: 'Only the instances in this status.' }),
})

const route = createRoute({
  operationId: 'listInstances',
  method: 'get',
  path: '/v1/instances',
  tags: ['Instances'],
  summary: 'List instances',
  description: 'Returns a page of the instances of all customers or of one customer.',
  request: { query: listQuery },
  responses: {
    200: json(pageOf('instances', Instance, 'InstancePage'), 'A page of instances.'),
  },
})

export const list = operation(anyRole('instances:read'), route, async (c) => {
  const query = c.req.valid('query')
  const { rows, pagination } = await fetchPage<InstanceRow>(
    c.var,
    customerOwned('instances', query, c.var.caller),
    query,
  )
  return c.json({ instances: rows.map(presentInstance), ...pagination }, 200)
})
