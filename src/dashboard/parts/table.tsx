import type { Child } from 'hono/jsx'
import { hrefWith } from '../address.ts'
import { Icon } from './icon.tsx'

export interface Column {
  label: string
  /** Right-aligned. */
  number?: boolean
  /** How early it disappears on a narrow screen: 3 first, 1 last. */
  drop?: 1 | 2 | 3
  /** The sort field, if the table can be sorted by it. */
  sort?: string
  /** Cells may break lines. */
  wrap?: boolean
  /** Only screen readers get the heading. */
  quiet?: boolean
}

interface TableProps {
  /** Only for screen readers. */
  caption: string
  columns: readonly Column[]
  /** The cells of each row; the first one has the link that covers the row. */
  rows: readonly { cells: readonly Child[]; id?: string; fault?: boolean }[]
  /** The address of the page and how the rows are sorted, if the headings sort. */
  sorting?: { url: URL; by: string; direction: 'asc' | 'desc' }
  /** Whether the heading stays in view. */
  sticky?: boolean
  /** A checkbox in front of each row. */
  pick?: { name: string; values: readonly { value: string; label: string }[] }
}

/** A table that scrolls inside its box and never widens the page. */
export function Table({ caption, columns, rows, sorting, sticky = false, pick }: TableProps) {
  // A box that scrolls must scroll with the keyboard too.
  const focus = sticky ? {} : { tabindex: 0, role: 'group', 'aria-label': caption }
  return (
    <div class="table" data-sticky={sticky || undefined} {...focus}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {pick && (
              <th class="pick" scope="col">
                <span class="spoken">Select</span>
              </th>
            )}
            {columns.map((column) => (
              <Heading column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ cells, id, fault }, index) => (
            <tr id={id} class={fault ? 'fault' : undefined}>
              {pick && (
                <td class="pick">
                  <label class="check">
                    <input
                      type="checkbox"
                      name={pick.name}
                      value={pick.values[index]?.value}
                      aria-label={`Select ${pick.values[index]?.label}`}
                    />
                  </label>
                </td>
              )}
              {cells.map((cell, place) => (
                <td class={classOf(columns[place])} data-drop={columns[place]?.drop}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Heading({ column, sorting }: { column: Column; sorting: TableProps['sorting'] }) {
  const { label, sort, drop, quiet } = column
  const same = { scope: 'col', class: classOf(column), 'data-drop': drop } as const
  if (!sorting || sort === undefined) return <th {...same}>{quiet ? <span class="spoken">{label}</span> : label}</th>
  const isSorted = sorting.by === sort
  // Numbers and times sort from the largest first, names from A.
  const first = column.number ? 'desc' : 'asc'
  const next = isSorted ? (sorting.direction === 'asc' ? 'desc' : 'asc') : first
  const order = { asc: 'ascending', desc: 'descending' } as const
  return (
    <th {...same} aria-sort={isSorted ? order[sorting.direction] : 'none'}>
      <a href={hrefWith(sorting.url, { sort_by: sort, sort_dir: next })}>
        {label}
        {isSorted && <Icon name={sorting.direction === 'asc' ? 'up' : 'down'} />}
      </a>
    </th>
  )
}

const classOf = (column: Column | undefined) =>
  [column?.number && 'num', column?.wrap && 'wrap'].filter(Boolean).join(' ') || undefined
