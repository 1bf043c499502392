"""The SQL of the peer."""

# Each sort order has an index that yields it, so `nulls last` is only on columns that can be null.
NULLS = {"created_at": "", "email": " nulls last", "company_name": " nulls last", "country_code": " nulls last"}

COUNTS = """
  coalesce(s.n, 0) as subscription_count, coalesce(s.active, 0) as active_subscription_count,
  s.latest as latest_subscription_status,
  coalesce(i.n, 0) as instance_count, coalesce(i.running, 0) as running_instance_count
"""
COUNTS_FROM = """
  left join lateral (select count(*) as n, count(*) filter (where status in ('active', 'trialing')) as active,
    (array_agg(status order by created_at desc, id desc))[1] as latest
    from subscriptions where tenant_id = c.tenant_id and customer_id = c.id) s on true
  left join lateral (select count(*) as n, count(*) filter (where status = 'running') as running
    from instances where tenant_id = c.tenant_id and customer_id = c.id) i on true
"""

SELECT_CUSTOMER = f"select c.*, {COUNTS} from customers c {COUNTS_FROM} where c.id = $1"
SELECT_SOURCE = "select * from customers where id = $1"
SELECT_SUBSCRIPTIONS = """
  select * from subscriptions where tenant_id = $1 and customer_id = $2 order by created_at desc
"""
SELECT_INSTANCES = """
  select * from instances where tenant_id = $1 and customer_id = $2 order by created_at desc
"""

INSERT_CUSTOMER = """
  insert into customers (tenant_id, id, company_name, email, industry, country_code, currency, locale, timezone)
  values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8)
  returning id, email, company_name, created_at
"""
COPY_RULES = """
  insert into rules (tenant_id, id, customer_id, rule_key, name, description, trigger_event, conditions,
                     actions, priority, cooldown_seconds, is_active)
  select tenant_id, gen_random_uuid(), $2, rule_key, name, description, trigger_event, conditions,
         actions, priority, cooldown_seconds, is_active
  from rules where customer_id = $1
"""


def count_customers(where: str) -> str:
    return f"select count(*) from customers c {where}"


def select_page(where: str, sort_by: str, sort_dir: str, limit: int) -> str:
    """`limit` is the number of the parameter with the page size; the next parameter is the offset."""
    order = f"{sort_by} {sort_dir}{NULLS[sort_by]}, id {sort_dir}"
    return f"""
      select c.id, c.email, c.company_name, c.country_code, c.currency, c.timezone, c.created_at, {COUNTS}
        from (select * from customers c {where} order by {order}
              limit ${limit} offset ${limit + 1}) c {COUNTS_FROM}
       order by {order}
    """
