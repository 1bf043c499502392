/**
 * The content of both databases as SQL. `g` is the number of a customer in its tenant, `k` the number of a
 * subscription, instance or rule of that customer. Nothing is random: every load has the same rows on every machine.
 */

/** SQL of a pseudo-random number from 0 to 99, derived from the text. */
const percent = (text: string) => `(('x' || substr(md5(${text}), 1, 7))::bit(28)::int % 100)`

/** SQL of a customer's number of things: 0 to 5, 1 on average. Every 20,000th of the big tenant has 200. */
function countOf(thing: string): string {
  const share = percent(`'${thing} ' || g`)
  return `case when tenant_name = 'big' and g % 20000 = 777 then 200
    else (array[0, 1, 2, 3, 4, 5])[1 + width_bucket(${share}, array[35, 80, 90, 95, 98])] end`
}

const statusOf = (thing: string, statuses: string) =>
  `(array[${statuses}])[1 + ${percent(`'${thing} ' || g || ' ' || k`)} % ${statuses.split(',').length}]`
const subscriptionStatus = statusOf('subscription', `'active', 'trialing', 'canceled', 'past_due'`)
const instanceStatus = statusOf('instance', `'running', 'stopped', 'failed'`)

/** SQL of the creation time, 41 seconds apart, in milliseconds since 1970. */
const createdAtMs = `(1704067200000 + g * 41000::bigint)`

/** SQL of an id like those of PostgreSQL's uuidv7(). It starts with the time, so that new rows are stored together. */
export function timeOrderedId(text: string): string {
  const digits = `md5(${text})`
  const tail = `substr(${digits}, 1, 3) || 'a' || substr(${digits}, 4, 15)`
  return `(lpad(to_hex(${createdAtMs}), 12, '0') || '7' || ${tail})::uuid`
}

/** SQL of an id like those of version 4, spread evenly. */
export const scatteredId = (text: string) => `md5(${text})::uuid`

/** SQL of the texts that ids are derived from. */
export const nameOfCustomer = `tenant_name || ' customer ' || g`
export const nameOfSubscription = `tenant_name || ' subscription ' || g || ' ' || k`
export const nameOfInstance = `tenant_name || ' instance ' || g || ' ' || k`
export const nameOfRule = `tenant_name || ' rule ' || g || ' ' || k`

/** Rows of customers: `$1` tenant id, `$2` its name (big, small 1, …), `$3` and `$4` the first and last number. */
export const customers = `
  select $1::uuid as tenant_id, tenant_name, g,
         case when g % 50 <> 17 then 'user' || g || '.' || substr(md5(g::text), 1, 6) || '@'
           || (array['plumbing', 'roofing', 'iqm', 'crew', 'dental'])[1 + g % 5] || g % 997 || '.example' end as email,
         case when g % 40 <> 3 then 'Company ' || g end as company_name,
         (array['US', 'DE', 'GB', 'FR', 'BR'])[1 + g % 5] as country_code,
         (array['USD', 'EUR', 'GBP', 'EUR', 'BRL'])[1 + g % 5] as currency,
         'Europe/Berlin' as timezone,
         timestamptz '2024-01-01 00:00:00Z' + g * interval '41 seconds' as created_at
    from (select $2::text as tenant_name) named, generate_series($3::int, $4::int) g`

/** Rows of subscriptions, numbered `k` per customer, with the same parameters. */
export const subscriptions = `
  select c.*, k, ${subscriptionStatus} as status, created_at + k * interval '1 hour' as begun_at
    from (${customers}) c cross join lateral generate_series(1, ${countOf('subscriptions')}) k`

/** Rows of instances, numbered `k` per customer, with the same parameters. */
export const instances = `
  select c.*, k, ${instanceStatus} as status, created_at + k * interval '1 hour' as begun_at
    from (${customers}) c cross join lateral generate_series(1, ${countOf('instances')}) k`

/** Rows of rules, `$5` for every `$6`th customer, with the same other parameters. */
export const rules = `
  select c.*, k, 'rule-' || k as rule_key, 'Rule ' || k as name, 'message.received' as trigger_event
    from (${customers}) c cross join lateral generate_series(1, $5::int) k
   where g % $6::int = $6::int / 2`
