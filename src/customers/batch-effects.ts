import { CUSTOMER_NAME } from '../db/customer-name.ts'
import { type SQL, sql } from '../db/sql.ts'
import { type Indexed, rowsOf } from './batch-statements.ts'
import { INPUT_COLUMNS } from './queries.ts'

// What a batch would do, without writing. `json` is what `rowsAsJson` returns.

/** Maximum number of differences per row, and of characters per stored value. */
const MAX_DIFFERENCES = 4
const MAX_LENGTH = 60

/** The customer that a row with its external id would update. */
export type Match = Indexed & {
  id: string
  name: string | null
  /** Number of fields and metadata entries that would change. */
  changed: number
  /** The first of them, with the stored values; `metadata.plan` for an entry of the metadata. */
  differences: [field: string, stored: string | null][]
}

const TEXT_COLUMNS = INPUT_COLUMNS.filter((name) => name !== 'metadata')
const columnsOf = (table: SQL) =>
  sql.join(
    TEXT_COLUMNS.map((name) => sql`${table}.${sql.identifier(name)}`),
    sql`, `,
  )

/** The customers that are not archived and have the external id of a row. */
export function selectMatches(json: string): SQL<Match> {
  return sql`
    select row.index, c.id, ${CUSTOMER_NAME} as name, difference.changed, difference.differences
      from ${rowsOf(json)}
      join customers c on c.external_id = row.external_id and c.archived_at is null
     cross join lateral (
       select count(*)::int as changed,
              coalesce(jsonb_agg(jsonb_build_array(name, left(stored, ${MAX_LENGTH}::int)) order by place)
                         filter (where place <= ${MAX_DIFFERENCES}::int), '[]') as differences
         from (
           select name, stored, row_number() over (order by place, name) as place
             from (
               select name, stored, place
                 from unnest(${`{${TEXT_COLUMNS}}`}::text[], array[${columnsOf(sql`c`)}]::text[],
                             array[${columnsOf(sql`row`)}]::text[]) with ordinality as field (name, stored, new, place)
                where row.sent ? name and new is distinct from stored
               union all
               select 'metadata.' || entry.key, c.metadata ->> entry.key, ${TEXT_COLUMNS.length + 1}::int
                 from jsonb_each(row.metadata) entry
                where entry.value is distinct from c.metadata -> entry.key
               union all
               select 'metadata.' || key, c.metadata ->> key, ${TEXT_COLUMNS.length + 1}::int
                 from jsonb_array_elements_text(row.removed) key
                where c.metadata ? key
             ) differing
         ) numbered
     ) difference`
}

/** The customers with these ids, and those that are not archived and have these external ids. */
export function selectNames(
  ids: readonly string[],
  externalIds: readonly string[],
): SQL<{ id: string; name: string | null; external_id: string | null }> {
  return sql`
    select c.id, ${CUSTOMER_NAME} as name, null as external_id from customers c
     where c.id = any (${`{${ids.join(',')}}`}::uuid[])
    union all
    select c.id, ${CUSTOMER_NAME}, c.external_id from customers c
     where c.external_id in (select jsonb_array_elements_text(${JSON.stringify(externalIds)}::jsonb))
       and c.archived_at is null`
}
