import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Deadline } from '../db/deadline.ts'
import type { customers } from '../db/schema.ts'
import { type SQL, sql } from '../db/sql.ts'
import type { OperationEnv } from '../guard/declaration.ts'
import { streamed } from '../http/streamed.ts'
import { toInstant } from '../openapi/fields.ts'
import type { Keyset } from '../paging/cursor.ts'
import { type ListSource, type PageRow, pageStatement } from '../paging/statement.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import { presentSummary, SUMMARY_COLUMNS, type SummaryRow } from './customer.ts'

/** Maximum rows per round trip, and bytes of their metadata: the database returns at most 10 MB. */
const PAGE_ROWS = 500
const MAX_METADATA_BYTES = 2_000_000

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

/** The format of a file, in a query. */
export const format = z
  .enum(['csv', 'ndjson'])
  .default('csv')
  .openapi({ description: 'CSV, or newline-delimited JSON with one object per line.', example: 'csv' })

interface ExportOptions {
  format: Format
  /** Whether CSV begins with a byte order mark, which spreadsheets need and programs do not expect. */
  isMarked?: boolean
}

/** Responds with all customers of a list as a file. */
export async function exportOf(
  c: Context<OperationEnv>,
  source: ListSource,
  { format, isMarked = false }: ExportOptions,
) {
  const readPage = pageReader(c.var.db, source, format)
  // The first page is read right away, so that a failure still gives an error response and not a broken stream.
  const first = await readPage()
  const heading = format === 'csv' ? `${isMarked ? BYTE_ORDER_MARK : ''}${csvLine(COLUMNS)}` : ''
  return c.body(streamed(c, partsOf(heading, first, readPage)), 200, {
    'Content-Type': TYPES[format],
    'Content-Disposition': `attachment; filename="customers.${format}"`,
  })
}

type ExportRow = SummaryRow &
  Pick<typeof customers.$inferSelect, 'industry' | 'locale' | 'stripe_customer_id' | 'updated_at'>
type Format = keyof typeof TYPES
type Page = { text: string; end: Keyset | undefined }
type PageReader = (keyset?: Keyset, deadline?: Deadline) => Promise<Page>

function pageReader(db: OperationEnv['Variables']['db'], source: ListSource, format: Format): PageReader {
  return async (keyset, deadline) => {
    const [found] = await db.batch([exportPage(source, keyset)], deadline)
    const rows = found.filter((row) => row.id !== null)
    const last = rows.at(-1)
    const hasNext = last && last.fetched > rows.length
    const text = rows.map((row) => lineOf(present(row), format)).join('')
    return { text, end: hasNext ? { value: last.sort_value, id: last.id } : undefined }
  }
}

function exportPage(source: ListSource, keyset: Keyset | undefined): SQL<PageRow<ExportRow & { fetched: number }>> {
  const page = pageStatement(measured(source), { page: 1, per_page: PAGE_ROWS }, keyset, { counted: false })
  return sql`
    select * from (${page}) measured
     where position <= ${PAGE_ROWS} and bytes_before < ${MAX_METADATA_BYTES} order by position`
}

/** Adds each row's position in the page and the metadata size of the rows before it; only metadata can be large. */
function measured(source: ListSource): ListSource {
  const { order, direction, lookups = [] } = source
  const way = direction === 'asc' ? sql`asc` : sql`desc`
  const sorted = sql`order by page.${order.column} ${way} nulls last, page.id ${way}`
  return {
    ...source,
    columns: [...SUMMARY_COLUMNS, 'industry', 'locale', 'stripe_customer_id', 'updated_at'],
    lookups: [
      ...lookups,
      sql`row_number() over (${sorted}) as position`,
      sql`(count(*) over ())::int as fetched`,
      sql`coalesce(sum(octet_length(page.metadata::text))
                     over (${sorted} rows between unbounded preceding and 1 preceding), 0) as bytes_before`,
    ],
  }
}

async function* partsOf(heading: string, first: Page, readPage: PageReader) {
  if (heading) yield heading
  for (let page: Page | undefined = first; page; ) {
    // A pull that enqueues nothing would stall the stream forever.
    if (page.text) yield page.text
    // Each page has its own deadline: how long the whole export takes depends on how fast the client reads.
    page = page.end && (await readPage(page.end, new Deadline()))
  }
}

function lineOf(customer: ReturnType<typeof present>, format: Format): string {
  return format === 'csv' ? csvLine(Object.values(customer)) : `${JSON.stringify(customer)}\n`
}

function present(row: ExportRow) {
  const { industry, locale, stripe_customer_id, updated_at } = row
  return { ...presentSummary(row), industry, locale, stripe_customer_id, updated_at: toInstant(updated_at) }
}

const COLUMNS = Object.keys(present({ created_at: '', updated_at: '', archived_at: null } as unknown as ExportRow))
