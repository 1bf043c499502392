import { createRoute, z } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import { strict } from '../db/row.ts'
import type { customers, rules } from '../db/schema.ts'
import { asJson, type SQL, sql, withTables } from '../db/sql.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { body, created, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { MAX_RULES, tooManyRules } from '../rules/rule.ts'
import { customerPath } from '../validation/fields.ts'
import { ClonedCustomer, CloneInput, CloneOutline, ClonePreview, cloneErrors, unknownRules } from './clone-schemas.ts'
import { type NewCustomerRow, presentNew } from './customer.ts'
import { includeArchived } from './fields.ts'
import { columnList, conflictError, SETUP_COLUMNS, selectConflict, valueLocks, visible } from './queries.ts'

const route = createRoute({
  operationId: 'cloneCustomer',
  method: 'post',
  path: '/v1/customers/{customer_id}/clone',
  tags: ['Customers'],
  summary: 'Clone a customer',
  description:
    'Creates a customer with the industry, country, currency, locale and time zone of the source. A field that ' +
    'is sent replaces the source’s value; `null` clears it. The source’s own rules are copied too, unless ' +
    '`clone_rules` is false; email, ids, metadata, subscriptions and instances never are. Either everything or ' +
    'nothing is written.',
  request: {
    params: customerPath,
    query: z.strictObject({ include_archived: includeArchived }),
    body: body(CloneInput, {
      source_customer_id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
      company_name: 'Pete the Plumber',
      email: 'pete@plumbing.example',
    }),
  },
  responses: {
    200: json(
      z.union([ClonePreview, CloneOutline]),
      'With `dry_run`: what would be created. Without the scopes `customers:read` and `rules:read`, only the ' +
        'number of rules.',
    ),
    201: created(ClonedCustomer, 'The new customer.'),
  },
})

export const clone = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const input = { ...c.req.valid('json'), ...c.req.valid('query') }

    const [, [outcome], [conflict]] = await c.var.db.batch([
      lockSource(customer_id, input.email),
      (input.dry_run ? preview : copy)(customer_id, input),
      selectConflict(input.email, null),
    ])
    if (!outcome?.source_found) throw notFound('customer', { isArchived: outcome?.source_archived ?? false })
    const unknown = [
      ...unknownRules('rule_keys', outcome.missing_keys),
      ...unknownRules('rule_ids', outcome.missing_ids),
    ]
    if (unknown.length > 0) throw ApiError.invalid(unknown)
    if (outcome.rules_cloned > MAX_RULES) throw tooManyRules()
    // If the clone was created, the customer that uses the email is the clone itself.
    if (outcome.id === null || (input.dry_run && conflict)) throw conflictError(conflict)

    if (input.dry_run) {
      const { company_name, email, industry, country_code, currency, locale, timezone, rules_cloned } = outcome
      const outline = { dry_run: true as const, company_name: company_name ?? '', email, rules_cloned }
      if (!mayRead(c.var.caller, 'customers') || !mayRead(c.var.caller, 'rules')) return c.json(outline, 200)
      const rules = outcome.rules.map(strict).map(({ id, rule_key, name }) => ({ id, rule_key, name }))
      return c.json({ ...outline, industry, country_code, currency, locale, timezone, rules }, 200)
    }
    const rule_ids = Object.fromEntries(outcome.rules.map(strict).map((rule) => [rule.id, rule.new_id]))
    const clone = { ...presentNew(outcome), rules_cloned: outcome.rules_cloned, rule_ids }
    return c.json(clone, 201, { Location: `/v1/customers/${outcome.id}` })
  },
  {
    errors: ['not_found', 'email_taken', 'conflict'],
    crossCheck: cloneErrors,
  },
)

type CloneRequest = z.output<typeof CloneInput> & { include_archived: boolean }

type Setup = Pick<typeof customers.$inferSelect, (typeof SETUP_COLUMNS)[number]>
type CopiedRule = Pick<typeof rules.$inferSelect, 'id' | 'rule_key' | 'name'> & { new_id: string }

/** `id` is null if nothing was created, or would be. */
type CloneOutcome = Setup &
  (NewCustomerRow | { [Column in keyof NewCustomerRow]: null }) & {
    source_found: boolean
    source_archived: boolean
    /** Requested rule keys and ids that the source does not have. */
    missing_keys: string[]
    missing_ids: string[]
    rules_cloned: number
    rules: CopiedRule[]
  }

const SETUP = columnList(SETUP_COLUMNS)

/**
 * A statement of its own before those that read the source, so that they see it as it remains until the clone exists:
 * while a request waits for the email, its source can be archived.
 */
function lockSource(id: string, email: string | null): SQL<{ locked: true }> {
  return sql`
    select true as locked from ${valueLocks(email, null)}, customers c where c.id = ${id}::uuid for share of c`
}

/**
 * One statement sees one state of the source, so a rule that changes concurrently is copied completely or not at all.
 * The ids of the copies are generated beforehand, to map each rule to its copy.
 */
function copy(source: string, request: CloneRequest): SQL<CloneOutcome> {
  return withTables(
    sql`${sourceOf(source, request)}, created as (
      insert into customers (company_name, email, ${SETUP}) select company_name, email, ${SETUP}
        from requested
       where not exists (select from missing) and (select count(*) from source_rules) <= ${MAX_RULES}::int
      on conflict do nothing
      returning id, created_at, company_name, email, ${SETUP}
    ), copied_rules as (
      insert into rules (id, customer_id, rule_key, name, description, trigger_event, conditions, actions, priority,
                         cooldown_seconds, is_active)
      select r.new_id, created.id, r.rule_key, r.name, r.description, r.trigger_event, r.conditions, r.actions,
             r.priority, r.cooldown_seconds, r.is_active
        from created, source_rules r
       order by r.id
    )`,
    sql`select created.*, ${OUTCOME} from (select) one left join created on true`,
  )
}

/** The same as `copy`, without writing anything. */
export function preview(source: string, request: CloneRequest): SQL<CloneOutcome> {
  return withTables(
    sourceOf(source, request),
    sql`select requested.*, ${OUTCOME} from (select) one left join requested on true`,
  )
}

const OUTCOME = sql`
  exists (select from source) as source_found,
  exists (select from archived_source) as source_archived,
  (select coalesce(jsonb_agg(key), '[]') from missing where key is not null) as missing_keys,
  (select coalesce(jsonb_agg(id), '[]') from missing where id is not null) as missing_ids,
  (select count(*)::int from source_rules) as rules_cloned,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'new_id', new_id, 'rule_key', rule_key, 'name', name)
                             order by id), '[]') from source_rules) as rules`

/** Common table expressions: the source and its rules, the requested values, and the missing rule keys. */
function sourceOf(id: string, request: CloneRequest): SQL {
  const { rule_keys, rule_ids } = request
  const keys = sql`select jsonb_array_elements_text(${asJson(rule_keys ?? [])}) as key`
  const ids = sql`select jsonb_array_elements_text(${asJson(rule_ids ?? [])})::uuid as id`
  const chosen = rule_keys || rule_ids ? sql`(r.rule_key in (${keys}) or r.id in (${ids}))` : sql`true`
  const columns = SETUP_COLUMNS.map((name) =>
    request[name] === undefined ? sql.identifier(name) : sql`${request[name]}::text as ${sql.identifier(name)}`,
  )
  return sql`
    source as (
      select * from customers where id = ${id}::uuid and ${visible(request.include_archived)}
    ), archived_source as (
      select from customers where id = ${id}::uuid and archived_at is not null
    ), requested as (
      select id, created_at, ${request.company_name}::text as company_name, ${request.email}::text as email,
             ${sql.join(columns, sql`, `)}
        from source
    ), source_rules as materialized (
      select r.*, uuidv7() as new_id from source join rules r on r.customer_id = source.id
       where ${request.clone_rules} and ${chosen}
    ), missing as (
      select key, id from (select key, null::uuid as id from (${keys}) keys union all select null, id from (${ids}) ids)
                       wanted
       where exists (select from source) and not exists (
         select from rules r where r.customer_id = ${id}::uuid and (r.rule_key = wanted.key or r.id = wanted.id))
    )`
}
