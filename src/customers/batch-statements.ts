import { CUSTOMER_NAME } from '../db/customer-name.ts'
import { and, type SQL, sql, withTables } from '../db/sql.ts'
import type { NewCustomerRow } from './customer.ts'
import type { CustomerUpdate } from './fields.ts'
import { splitMetadata } from './metadata.ts'
import { type Conflict, INPUT_COLUMN_LIST, INPUT_COLUMNS } from './queries.ts'

// The statements of a batch. Each handles all rows at once; `json` is what `rowsAsJson` returns.

/** Index of the row in the request. */
export type Indexed = { index: number }

/** The valid rows as JSON, with the fields that each one sends. */
export function rowsAsJson(rows: readonly (Indexed & { input: CustomerUpdate })[]): string {
  return JSON.stringify(
    rows.map(({ index, input: { metadata, ...fields } }) => {
      const { set, removed } = splitMetadata(metadata)
      const sent = Object.keys(fields).filter((name) => fields[name as keyof typeof fields] !== undefined)
      return { ...fields, index, sent, metadata: JSON.parse(set), removed, cleared: metadata === null }
    }),
  )
}

const TYPED_COLUMNS = INPUT_COLUMNS.map(
  (name) => sql`${sql.identifier(name)} ${sql.raw(name === 'metadata' ? 'jsonb' : 'text')}`,
)
/** The rows, for a `from`, under the name `row`. */
export const rowsOf = (json: string) => sql`
  jsonb_to_recordset(${json}::jsonb)
    as row (index int, ${sql.join(TYPED_COLUMNS, sql`, `)}, sent jsonb, removed jsonb, cleared boolean)`

/**
 * The rows, once no other request can change who has their external ids: requests with a common one run one after the
 * other, so that none can deadlock. Ids are generated beforehand, to tell which rows were inserted.
 */
const lockedRows = (json: string) => sql`
  given as materialized (
    select row.*, uuidv7() as new_id from ${rowsOf(json)}
  ), locks as materialized (
    select app.lock_values(array_agg(email), array_agg(external_id)) from given
  ), locked as materialized (
    select given.* from given, locks
  )`

/** For the same reason, rows are inserted in this order. */
const IN_ORDER = sql`order by lower(email collate "C"), index`

/** Inserts the rows whose email and external id no customer has. */
export function insertion(json: string): SQL<NewCustomerRow & Indexed & { is_new: boolean }> {
  return withTables(
    sql`${lockedRows(json)}, inserted as (
      insert into customers (id, ${INPUT_COLUMN_LIST}) select new_id, ${INPUT_COLUMN_LIST} from locked ${IN_ORDER}
      on conflict do nothing
      returning id, company_name, email, created_at
    )`,
    sql`select inserted.*, locked.index, true as is_new from inserted join locked on locked.new_id = inserted.id`,
  )
}

/**
 * Inserts the rows, or updates the customers with their external ids, of which no two rows have the same. A row is left
 * out if its email belongs to another customer or an earlier row that is written, its external id to an archived
 * customer, or its customer would have too many metadata keys.
 */
export function upsertion(json: string): SQL<NewCustomerRow & Indexed & { is_new: boolean }> {
  const changed = INPUT_COLUMNS.map((name) =>
    name === 'metadata'
      ? merged(sql`customers.metadata`)
      : sql`case when row.sent ? ${sql.raw(`'${name}'`)} then row.${sql.identifier(name)}
                 else customers.${sql.identifier(name)} end`,
  )
  const ofRow = (value: SQL) => sql`(select ${value} from locked row where row.external_id = excluded.external_id)`
  return withTables(
    // Only `app.archived_customer` sees what was committed while the statement waited for the locks, so it must run
    // after them. What the other conditions miss is a unique violation, after which the batch is sent again.
    sql`${lockedRows(json)}, possible as materialized (
      select * from locked row
       where not exists (${OTHER_CUSTOMER}) and ${ARCHIVED_CUSTOMER} is null and not ${HAS_TOO_MANY_KEYS}
    ), free as materialized (
      select * from possible
       where not exists (select from possible earlier where earlier.index < possible.index
                          and lower(earlier.email collate "C") = lower(possible.email collate "C"))
    ), written as (
      insert into customers (id, ${INPUT_COLUMN_LIST}) select new_id, ${INPUT_COLUMN_LIST} from free ${IN_ORDER}
      on conflict (tenant_id, external_id) where external_id is not null and archived_at is null
      do update set (${INPUT_COLUMN_LIST}) = ${ofRow(sql.join(changed, sql`, `))}
       where ${ofRow(keysOf(merged(sql`customers.metadata`)))} <= 50
      returning id, company_name, email, created_at, external_id
    )`,
    sql`
      select written.id, written.company_name, written.email, written.created_at, row.index,
             written.id = row.new_id as is_new
        from written join locked row on row.new_id = written.id or row.external_id = written.external_id`,
  )
}

/** The metadata of a customer after the change by `row`. */
const merged = (stored: SQL) => sql`
  ((case when row.cleared then '{}' else ${stored} end || row.metadata)
    - array(select jsonb_array_elements_text(row.removed)))`
const keysOf = (metadata: SQL) => sql`(select count(*) from jsonb_object_keys(${metadata}))`

/** Whether the customer that `row` would update would have too many keys. */
const HAS_TOO_MANY_KEYS = sql`
  exists (select from customers c
           where ${and(sql`c.external_id = row.external_id`, sql`c.archived_at is null`)}
             and ${keysOf(merged(sql`c.metadata`))} > 50)`

/** The customer with the email of `row`, unless it has the external id of `row`. */
const OTHER_CUSTOMER = sql`
  select id from app.conflicting_customers(row.email, null) conflict
   where (conflict.external_id = row.external_id) is not true`

/** The archived customer that had the external id of `row` last, if none has it now. */
const ARCHIVED_CUSTOMER = sql`app.archived_customer(row.external_id)`

/** The customer that uses the email or external id of each row; for an inserted row, that row itself. */
export function selectConflicts(json: string): SQL<Conflict & Indexed> {
  return sql`
    select distinct on (row.index) row.index, conflict.id, conflict.by_email
      from ${rowsOf(json)}
     cross join lateral app.conflicting_customers(row.email, row.external_id) conflict
     order by row.index, by_email desc`
}

/** What prevents `upsertion` from writing a row, and which customer does so. */
export type Obstacle = Indexed &
  ({ code: 'email_taken' | 'archived'; id: string } | { code: 'too_many_keys'; id: null }) & { name: string | null }

/** The obstacles of each row, the one to report first; meaningless for a written row. */
export function selectObstacles(json: string): SQL<Obstacle> {
  return sql`
    select row.index, obstacle.code, obstacle.id, ${CUSTOMER_NAME} as name
      from ${rowsOf(json)}
     cross join lateral (
       select 1 as place, 'email_taken' as code, id from (${OTHER_CUSTOMER}) other
        union all
       select 2, 'archived', id from (select ${ARCHIVED_CUSTOMER} as id) archived where id is not null
        union all
       select 3, 'too_many_keys', null where ${HAS_TOO_MANY_KEYS}
     ) obstacle
      left join customers c on c.id = obstacle.id
     order by row.index, obstacle.place`
}
