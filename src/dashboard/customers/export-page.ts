import { admin } from '../../auth/policy.ts'
import { exportOf } from '../../customers/export-file.ts'
import { operation } from '../../operation.ts'
import { pageRoute } from '../page-route.ts'
import { customersFor, exportQuery } from './list-query.ts'

const route = pageRoute({ id: 'downloadCustomers', path: '/dashboard/customers/export', query: exportQuery })

/** Downloads the list: the same customers in the same order, because it is the same query. */
export const exportPage = operation(admin('customers:read'), route, async (c) => {
  const { format, ...query } = c.req.valid('query')
  return exportOf(c, customersFor(query, c.var.caller.tenantId), { format, isMarked: true })
})
