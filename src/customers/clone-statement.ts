import type { z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import type { CloneInput } from './clone-input.ts'
import { visible } from './queries.ts'

type Wish = z.output<typeof CloneInput> & { include_archived: boolean }

export type Outcome = {
  source_found: boolean
  /** Requested rule keys that the source does not have. */
  missing_keys: string[]
  /** Null when nothing was created. */
  id: string | null
  company_name: string | null
  email: string | null
  created_at: string
  industry: string | null
  country_code: string | null
  currency: string | null
  locale: string | null
  timezone: string | null
  rules_cloned: number
  rules: { id: string; new_id: string; rule_key: string | null; name: string }[]
}

const SETUP = ['industry', 'country_code', 'currency', 'locale', 'timezone'] as const

/**
 * One statement sees one state of the source, so a rule that changes concurrently is copied completely or not at all.
 * The ids of the copies are generated beforehand, to map each rule to its copy.
 */
export function copy(source: string, wish: Wish): SQL {
  return sql`
    with ${sourceOf(source, wish)}, created as (
      insert into customers (company_name, email, industry, country_code, currency, locale, timezone)
      select company_name, email, industry, country_code, currency, locale, timezone from wanted
       where not exists (select from missing)
      on conflict do nothing
      returning *
    ), copied_rules as (
      insert into rules (id, customer_id, rule_key, name, description, trigger_event, conditions, actions, priority,
                         cooldown_seconds, is_active)
      select r.new_id, created.id, r.rule_key, r.name, r.description, r.trigger_event, r.conditions, r.actions,
             r.priority, r.cooldown_seconds, r.is_active
        from created, source_rules r
       order by r.id
    )
    select created.id, created.company_name, created.email, created.created_at, ${TOLD}
      from (select) one left join created on true`
}

/** The same as `copy`, without writing anything. */
export function plan(source: string, wish: Wish): SQL {
  return sql`
    with ${sourceOf(source, wish)}
    select wanted.id, wanted.company_name, wanted.email, wanted.industry, wanted.country_code, wanted.currency,
           wanted.locale, wanted.timezone, ${TOLD}
      from (select) one left join wanted on true`
}

const TOLD = sql`
  exists (select from source) as source_found,
  (select coalesce(jsonb_agg(key), '[]') from missing) as missing_keys,
  (select count(*)::int from source_rules) as rules_cloned,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'new_id', new_id, 'rule_key', rule_key, 'name', name)
                             order by id), '[]') from source_rules) as rules`

/** Common table expressions: the source and its rules, the requested values, and the missing rule keys. */
function sourceOf(id: string, wish: Wish): SQL {
  const keys = sql`(select jsonb_array_elements_text(${JSON.stringify(wish.rule_keys ?? [])}::jsonb))`
  const chosen = wish.rule_keys ? sql`r.rule_key in ${keys}` : sql`true`
  const columns = SETUP.map((name) =>
    wish[name] === undefined ? sql.identifier(name) : sql`${wish[name]}::text as ${sql.identifier(name)}`,
  )
  return sql`
    source as (
      select * from customers where id = ${id}::uuid and ${visible(wish.include_archived)}
    ), wanted as (
      select id, ${wish.company_name}::text as company_name, ${wish.email}::text as email, ${sql.join(columns, sql`, `)}
        from source
    ), source_rules as materialized (
      select r.*, uuidv7() as new_id from source join rules r on r.customer_id = source.id
       where ${wish.clone_rules} and ${chosen}
    ), missing as (
      select key from (select jsonb_array_elements_text(${JSON.stringify(wish.rule_keys ?? [])}::jsonb) as key) asked
       where exists (select from source) and not exists (
         select from rules r where r.customer_id = ${id}::uuid and r.rule_key = asked.key)
    )`
}
