import type { Returned } from './options.ts'

/** Await it for one page, or use `for await` for all items from there on. */
export type List<Page, Item> = Promise<Returned<Page>> & AsyncIterable<Item>

interface Position {
  page?: number
  cursor?: string
}

/** A list that starts at `page` or `cursor`. Its first page is requested at once, the others only when needed. */
export function list<Params extends Position, Page extends { next_cursor: string | null }, Item>(
  params: Params,
  load: (params: Params) => Promise<Returned<Page>>,
  itemsOf: (page: Page) => readonly Item[],
): List<Page, Item> {
  const first = load(params)
  // A failure before the list is read must not end the program; whoever reads it gets the error.
  first.catch(() => {})
  async function* items() {
    for (let page = await first; ; ) {
      yield* itemsOf(page)
      if (page.next_cursor === null) return
      page = await load({ ...params, page: undefined, cursor: page.next_cursor })
    }
  }
  return Object.assign(first, { [Symbol.asyncIterator]: items })
}
