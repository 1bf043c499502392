import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { operation } from '../operation.ts'
import { exportOf, format } from './export-file.ts'
import { customersIn, filterQuery, sorting } from './list-source.ts'

/** For the OpenAPI document: the export has no limit of its own. */
const FILE = z.string().openapi({ maxLength: Number.MAX_SAFE_INTEGER })

const exportQuery = z.strictObject({ format, ...sorting, ...filterQuery })

const route = createRoute({
  operationId: 'exportCustomers',
  method: 'get',
  path: '/v1/customers/export',
  tags: ['Customers'],
  summary: 'Export customers',
  description:
    'Streams all customers that match the list filters, in list order. In CSV, text that a spreadsheet would ' +
    'treat as a formula is prefixed with an apostrophe, even after a `;` or `,` in a cell; in metadata, its ' +
    'first character is a JSON escape. If the transfer is cut short, the export is incomplete.',
  request: { query: exportQuery },
  responses: {
    200: {
      description: 'The matching customers.',
      headers: z.object({
        'Content-Disposition': z.string().openapi({
          description: 'Name of the file.',
          maxLength: 100,
          example: 'attachment; filename="customers.csv"',
        }),
      }),
      content: { 'text/csv': { schema: FILE }, 'application/x-ndjson': { schema: FILE } },
    },
  },
})

export const exportAll = operation(admin('customers:read'), route, async (c) => {
  const { format, ...query } = c.req.valid('query')
  return exportOf(c, customersIn(query, c.var.caller.tenantId), { format })
})
