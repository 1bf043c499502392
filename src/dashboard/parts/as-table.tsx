import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'
import { type Column, Table } from './table.tsx'

interface AsTableProps {
  caption: string
  columns: readonly Column[]
  rows: readonly (readonly Child[])[]
}

/** The data of a chart as a table, collapsed below it. */
export function AsTable({ caption, columns, rows }: AsTableProps) {
  return (
    <details class="as-table">
      <summary>
        <Icon name="next" /> View as table
      </summary>
      <Table caption={caption} columns={columns} rows={rows.map((cells) => ({ cells }))} />
    </details>
  )
}
