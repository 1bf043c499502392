import { and, type SQL, sql, withTables } from '../db/sql.ts'
import type { NewCustomerRow } from './customer.ts'
import type { CustomerUpdate } from './fields.ts'
import { splitMetadata } from './metadata.ts'
import { type Conflict, INPUT_COLUMN_LIST, INPUT_COLUMNS } from './queries.ts'

// The statements of a batch. Each handles all rows at once; `rows` is what `asRows` returns.

/** Index of the row in the request. */
export type Indexed = { index: number }

/** The valid rows as JSON, with the fields that each one sends. */
export function asRows(rows: readonly (Indexed & { input: CustomerUpdate })[]): string {
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
/** The columns of the rows, under the name `row`. */
export const ROWS = sql`
  as row (index int, ${sql.join(TYPED_COLUMNS, sql`, `)}, sent jsonb, removed jsonb, cleared boolean)`

/**
 * Ids are generated beforehand, to tell which rows were inserted. Requests with a common external id run one after the
 * other, so that none can deadlock.
 */
const lockedRows = (rows: string) => sql`
  rows as materialized (
    select row.*, uuidv7() as new_id from jsonb_to_recordset(${rows}::jsonb) ${ROWS}
  ), locked as materialized (
    select app.lock_values(array_agg(email), array_agg(external_id)) from rows
  )`

/** For the same reason, rows are inserted in this order. */
const IN_ORDER = sql`order by lower(email collate "C"), index`

/** Inserts the rows whose email and external id no customer has. */
export function insertion(rows: string): SQL<NewCustomerRow & Indexed & { is_new: boolean }> {
  return withTables(
    sql`${lockedRows(rows)}, inserted as (
      insert into customers (id, ${INPUT_COLUMN_LIST}) select new_id, ${INPUT_COLUMN_LIST} from rows, locked ${IN_ORDER}
      on conflict do nothing
      returning id, company_name, email, created_at
    )`,
    sql`select inserted.*, rows.index, true as is_new from inserted join rows on rows.new_id = inserted.id`,
  )
}

/**
 * Inserts the rows, or updates the customers with their external ids, of which no two rows have the same. A row is left
 * out if its email belongs to another customer or an earlier row that is written, its external id to an archived
 * customer, or its customer would have too many metadata keys.
 */
export function upsertion(rows: string): SQL<NewCustomerRow & Indexed & { is_new: boolean }> {
  const changed = INPUT_COLUMNS.map((name) =>
    name === 'metadata'
      ? merged(sql`customers.metadata`)
      : sql`case when rows.sent ? ${sql.raw(`'${name}'`)} then rows.${sql.identifier(name)}
                 else customers.${sql.identifier(name)} end`,
  )
  const ofRow = (value: SQL) => sql`(select ${value} from rows where rows.external_id = excluded.external_id)`
  return withTables(
    // Conditions of a join could be checked for its first row before the lock is held.
    sql`${lockedRows(rows)}, waited as materialized (
      select rows.* from rows, locked
    ), possible as materialized (
      select * from waited rows
       where not exists (${otherCustomer(sql`rows`)}) and app.archived_customer(rows.external_id) is null
         and not ${HAS_TOO_MANY_KEYS}
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
      select written.id, written.company_name, written.email, written.created_at, rows.index,
             written.id = rows.new_id as is_new
        from written join rows on rows.new_id = written.id or rows.external_id = written.external_id`,
  )
}

/** The metadata of a customer after the change by `rows`. */
const merged = (stored: SQL) => sql`
  ((case when rows.cleared then '{}' else ${stored} end || rows.metadata)
    - array(select jsonb_array_elements_text(rows.removed)))`
const keysOf = (metadata: SQL) => sql`(select count(*) from jsonb_object_keys(${metadata}))`

/** Whether the customer that a row would update would have too many keys. */
const HAS_TOO_MANY_KEYS = sql`
  exists (select from customers c
           where ${and(sql`c.external_id = rows.external_id`, sql`c.archived_at is null`)}
             and ${keysOf(merged(sql`c.metadata`))} > 50)`

/** The customer with the email of a row, unless it has the external id of the row. */
const otherCustomer = (row: SQL) => sql`
  select id, by_email from app.conflicting_customers(${row}.email, null) conflict
   where (conflict.external_id = ${row}.external_id) is not true`

/** The customer that uses the email or external id of each row; for an inserted row, that row itself. */
export function selectConflicts(rows: string): SQL<Conflict & Indexed> {
  return sql`
    select distinct on (row.index) row.index, conflict.id, conflict.by_email
      from jsonb_to_recordset(${rows}::jsonb) ${ROWS}
     cross join lateral app.conflicting_customers(row.email, row.external_id) conflict
     order by row.index, by_email desc`
}

/** Why a row was not written by `upsertion`; meaningless for a written row. */
export type Obstacle = Indexed & {
  /** The customer that has the email. */
  id: string | null
  archived_id: string | null
  too_many_keys: boolean
}

export function selectObstacles(rows: string): SQL<Obstacle> {
  return sql`
    select rows.index, (select id from (${otherCustomer(sql`rows`)}) other limit 1) as id,
           app.archived_customer(rows.external_id) as archived_id,
           ${HAS_TOO_MANY_KEYS} as too_many_keys
      from (select * from jsonb_to_recordset(${rows}::jsonb) ${ROWS}) rows`
}
