import { hrefWith } from '../address.ts'
import { count } from './count.ts'

/** From this row on, the next page continues at a cursor, which takes the same time however deep the page is. */
const CURSOR_FROM = 10_000

interface Pagination {
  page: number
  per_page: number
  total: number
  total_pages: number
  next_cursor: string | null
}

/** The position of the rows in the list, and links to the previous and the next page. */
export function Pager({ url, pagination, shown }: { url: URL; pagination: Pagination; shown: number }) {
  const { page, per_page, total, next_cursor } = pagination
  const isAfterCursor = url.searchParams.has('cursor')
  const first = (page - 1) * per_page + 1
  const range = isAfterCursor
    ? `${count(shown)} of ${count(total)}`
    : `${count(first)}–${count(first + shown - 1)} of ${count(total)}`
  const byCursor = isAfterCursor || page * per_page >= CURSOR_FROM
  const next = next_cursor && hrefWith(url, byCursor ? { cursor: next_cursor } : { page: String(page + 1) })
  const previous = isAfterCursor
    ? hrefWith(url, {})
    : page > 1 && hrefWith(url, { page: page === 2 ? undefined : String(page - 1) })
  return (
    <nav class="pager" aria-label="Paging">
      <p>{shown === 0 ? `0 of ${count(total)}` : range}</p>
      <Step href={previous || null}>{isAfterCursor ? 'First page' : 'Previous'}</Step>
      <Step href={next}>Next</Step>
    </nav>
  )
}

function Step({ href, children }: { href: string | null; children: string }) {
  if (!href) {
    return (
      <span class="button" aria-disabled="true">
        {children}
      </span>
    )
  }
  return (
    <a class="button" href={href}>
      {children}
    </a>
  )
}
