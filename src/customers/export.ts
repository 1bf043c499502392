import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { toInstant } from '../instant.ts'
import { type OperationEnv, operation } from '../operation.ts'
import type { Position } from '../paging/cursor.ts'
import { type PageRow, pageStatement, type Question } from '../paging/page.ts'
import { csvLine } from './csv.ts'
import { presentSummary, type SummaryRow } from './customer.ts'
import { filterQuery, matching } from './filters.ts'
import { customersIn, sorting } from './order.ts'

/** Rows a round trip: a page of the longest rows stays far below what the database answers at most. */
const PAGE = 500

const FORMATS = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

const query = z.strictObject({
  format: z
    .enum(['csv', 'ndjson'])
    .default('csv')
    .openapi({ description: 'CSV, or a JSON object a line.', example: 'csv' }),
  ...sorting,
  ...filterQuery,
})

const route = createRoute({
  operationId: 'exportCustomers',
  method: 'get',
  path: '/v1/customers/export',
  tags: ['Customers'],
  summary: 'Export customers',
  description:
    'Streams all customers under the list’s filters, in its order. Cells that a spreadsheet would take for formulas begin ' +
    'with an apostrophe in CSV. A transfer that is cut short was not complete.',
  request: { query },
  responses: {
    200: {
      description: 'All the customers.',
      content: { 'text/csv': { schema: z.string() }, 'application/x-ndjson': { schema: z.string() } },
    },
  },
})

export const exportAll = operation(admin('customers:read'), route, async (c) => {
  const { format, ...question } = c.req.valid('query')

  const source = customersIn(question, matching(question))
  // The first page is asked for at once, so that what is wrong is still an error and not a broken stream.
  const first = await pageAfter(c.var.db, source, undefined)
  const lines = linesOf(c.var.db, source, first, format)
  return c.body(streamOf(lines), 200, {
    'Content-Type': FORMATS[format],
    'Content-Disposition': `attachment; filename="customers.${format}"`,
  })
})

type ExportRow = SummaryRow & {
  industry: string | null
  locale: string | null
  stripe_customer_id: string | null
  updated_at: string
}
type Db = OperationEnv['Variables']['db']
type Page = { rows: ExportRow[]; end: Position | undefined }

async function pageAfter(db: Db, source: Question, position: Position | undefined): Promise<Page> {
  const [{ rows }] = await db.batch((q) => [
    q.execute<PageRow<ExportRow>>(pageStatement(source, { page: 1, per_page: PAGE }, position, { counted: false })),
  ])
  const found = rows.filter((row) => row.id !== null) as (ExportRow & { sort_value: string | null })[]
  const kept = found.slice(0, PAGE)
  const last = kept[PAGE - 1]
  return { rows: kept, end: found.length > PAGE && last ? { value: last.sort_value, id: last.id } : undefined }
}

async function* linesOf(db: Db, source: Question, first: Page, format: keyof typeof FORMATS) {
  const text = (row: ExportRow) => {
    const shown = present(row)
    return format === 'csv' ? csvLine(Object.values(shown)) : `${JSON.stringify(shown)}\n`
  }
  if (format === 'csv') yield csvLine(COLUMNS)
  for (let page: Page | undefined = first; page; page = page.end && (await pageAfter(db, source, page.end))) {
    yield page.rows.map(text).join('')
  }
}

function present(row: ExportRow) {
  const { industry, locale, stripe_customer_id, updated_at } = row
  return { ...presentSummary(row), industry, locale, stripe_customer_id, updated_at: toInstant(updated_at) }
}

const COLUMNS = Object.keys(present({ created_at: '', updated_at: '', archived_at: null } as unknown as ExportRow))

/** Pulled as the client reads, so that no more than a page is held. */
function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next()
      if (done) controller.close()
      else if (value !== '') controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await lines.return(undefined)
    },
  })
}
