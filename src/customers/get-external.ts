import { createRoute, z } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { etagHeader, etagOf, ifNoneMatch, isUnchanged } from '../http/etag.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { Customer, present } from './customer.ts'
import { externalPath, includeArchived } from './fields.ts'
import { idOfCurrent, idOfExternal, requireVisible, selectCustomer } from './queries.ts'

const route = createRoute({
  operationId: 'getCustomerByExternalId',
  method: 'get',
  path: '/v1/customers/external/{external_id}',
  tags: ['Customers'],
  summary: 'Get a customer by external id',
  description:
    'Returns the customer with this external id, like getting it by id. If several archived customers ' +
    'have this id, `include_archived` returns the one archived last.',
  request: { params: externalPath, query: z.strictObject({ include_archived: includeArchived }), headers: ifNoneMatch },
  responses: {
    200: { ...json(Customer, 'The customer.'), headers: etagHeader },
    304: { description: 'Not modified: the ETag in If-None-Match still matches.', headers: etagHeader },
  },
})

export const getExternal = operation(
  anyRole('customers:read'),
  route,
  async (c) => {
    const { external_id } = c.req.valid('param')

    const id = c.var.caller.role === 'admin' ? idOfExternal(external_id) : idOfCurrent(external_id)
    const [[found]] = await c.var.db.batch([selectCustomer(id)])
    const row = requireVisible(found, c.req.valid('query').include_archived)

    const ETag = etagOf(row)
    if (isUnchanged(c.req.header('If-None-Match'), ETag)) return c.body(null, 304, { ETag })
    return c.json(present(row), 200, { ETag })
  },
  { errors: ['not_found'] },
)
