import type { Child } from 'hono/jsx'
import { Disclosure } from './disclosure.tsx'
import { type Column, Table } from './table.tsx'

interface AsTableProps {
  caption: string
  columns: readonly Column[]
  rows: readonly (readonly Child[])[]
}

/** The data of a chart as a table, collapsed below it. */
export function AsTable({ caption, columns, rows }: AsTableProps) {
  return (
    <Disclosure label="View as table">
      <Table caption={caption} columns={columns} rows={rows.map((cells) => ({ cells }))} />
    </Disclosure>
  )
}
