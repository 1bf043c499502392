import type { z } from '@hono/zod-openapi'
import type { customers, rules } from '../db/schema.ts'
import { asJson, type SQL, sql } from '../db/sql.ts'
import type { CloneInput } from './clone-input.ts'
import type { NewCustomerRow } from './customer.ts'
import { visible } from './queries.ts'

type CloneRequest = z.output<typeof CloneInput> & { include_archived: boolean }

const SETUP_COLUMNS = ['industry', 'country_code', 'currency', 'locale', 'timezone'] as const
type Setup = Pick<typeof customers.$inferSelect, (typeof SETUP_COLUMNS)[number]>
type CopiedRule = Pick<typeof rules.$inferSelect, 'id' | 'rule_key' | 'name'> & { new_id: string }

/** `id` is null if nothing was created, or would be. */
export type CloneOutcome = Setup &
  (NewCustomerRow | { [Column in keyof NewCustomerRow]: null }) & {
    source_found: boolean
    /** Requested rule keys that the source does not have. */
    missing_keys: string[]
    rules_cloned: number
    rules: CopiedRule[]
  }

/**
 * One statement sees one state of the source, so a rule that changes concurrently is copied completely or not at all.
 * The ids of the copies are generated beforehand, to map each rule to its copy.
 */
export function copy(source: string, request: CloneRequest): SQL<CloneOutcome> {
  return sql`
    with ${sourceOf(source, request)}, created as (
      insert into customers (company_name, email, industry, country_code, currency, locale, timezone)
      select company_name, email, industry, country_code, currency, locale, timezone from requested
       where not exists (select from missing)
      on conflict do nothing
      returning id, created_at, company_name, email, industry, country_code, currency, locale, timezone
    ), copied_rules as (
      insert into rules (id, customer_id, rule_key, name, description, trigger_event, conditions, actions, priority,
                         cooldown_seconds, is_active)
      select r.new_id, created.id, r.rule_key, r.name, r.description, r.trigger_event, r.conditions, r.actions,
             r.priority, r.cooldown_seconds, r.is_active
        from created, source_rules r
       order by r.id
    )
    select created.*, ${OUTCOME} from (select) one left join created on true`
}

/** The same as `copy`, without writing anything. */
export function preview(source: string, request: CloneRequest): SQL<CloneOutcome> {
  return sql`
    with ${sourceOf(source, request)}
    select requested.*, ${OUTCOME} from (select) one left join requested on true`
}

const OUTCOME = sql`
  exists (select from source) as source_found,
  (select coalesce(jsonb_agg(key), '[]') from missing) as missing_keys,
  (select count(*)::int from source_rules) as rules_cloned,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'new_id', new_id, 'rule_key', rule_key, 'name', name)
                             order by id), '[]') from source_rules) as rules`

/** Common table expressions: the source and its rules, the requested values, and the missing rule keys. */
function sourceOf(id: string, request: CloneRequest): SQL {
  const keys = sql`select jsonb_array_elements_text(${asJson(request.rule_keys ?? [])}) as key`
  const chosen = request.rule_keys ? sql`r.rule_key in (${keys})` : sql`true`
  const columns = SETUP_COLUMNS.map((name) =>
    request[name] === undefined ? sql.identifier(name) : sql`${request[name]}::text as ${sql.identifier(name)}`,
  )
  return sql`
    source as (
      select * from customers where id = ${id}::uuid and ${visible(request.include_archived)}
    ), requested as (
      select id, created_at, ${request.company_name}::text as company_name, ${request.email}::text as email,
             ${sql.join(columns, sql`, `)}
        from source
    ), source_rules as materialized (
      select r.*, uuidv7() as new_id from source join rules r on r.customer_id = source.id
       where ${request.clone_rules} and ${chosen}
    ), missing as (
      select key from (${keys}) wanted
       where exists (select from source) and not exists (
         select from rules r where r.customer_id = ${id}::uuid and r.rule_key = wanted.key)
    )`
}
