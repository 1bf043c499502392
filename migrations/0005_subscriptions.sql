-- Subscriptions as Stripe reports them, and the counts of a customer's resources.

-- No foreign key to the tenant, here and for instances and rules: the one to the customer already ensures that the
-- tenant exists, and `row_counts`, which counts these rows and prevents the tenant's deletion, checks this once per
-- statement. A third check per row took a sixth of the time of cloning many rules.
create table public.subscriptions (
  tenant_id uuid not null default app.tenant_id(),
  id uuid not null default uuidv7(),
  customer_id uuid not null,
  stripe_subscription_id text,
  status text not null,
  product_tier_name text,
  stripe_price_id text,
  amount_cents bigint,
  currency text,
  billing_interval text,
  quantity integer not null default 1,
  current_period_end timestamptz,
  cancel_at_period_end boolean not null default false,
  trial_end timestamptz,
  canceled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references public.customers (tenant_id, id),
  unique (tenant_id, stripe_subscription_id),
  constraint subscriptions_status check (status in
    ('incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused'))
);
create index subscriptions_of_customer on public.subscriptions (tenant_id, customer_id, created_at desc, id desc)
  include (status);
create index subscriptions_by_created_at on public.subscriptions (tenant_id, created_at, id);
create index subscriptions_by_updated_at on public.subscriptions (tenant_id, updated_at, id);
-- Finds the customers with a subscription in a given status by an index-only scan.
create index subscriptions_by_status on public.subscriptions (tenant_id, status, created_at, id) include (customer_id);
-- Those at risk, most urgent first: unpaid, past due, and those that will be canceled at the end of their period.
create index subscriptions_at_risk on public.subscriptions
  (tenant_id, (case status when 'unpaid' then 1 when 'past_due' then 2 else 3 end), current_period_end, id)
  where status in ('unpaid', 'past_due') or (cancel_at_period_end and status in ('active', 'trialing'));

call app.protect('public.subscriptions', 'customer_id = (select app.bound_customer())');
grant select, insert, update on public.subscriptions to api_tenant;
grant select on public.subscriptions to api_customer;

-- Makes updated_at strictly increase when the row's own content changes, unless the statement sets it itself. Also for
-- instances and rules.
create function app.touch() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.updated_at = old.updated_at then
    new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
  end if;
  return new;
end
$$;
create trigger subscriptions_touch before update on public.subscriptions
  for each row when (old.* is distinct from new.*) execute function app.touch();

-- The kinds of `row_counts` under which a customer that is not archived is counted, besides `customers`: one for each
-- status that one of its subscriptions has, and one for a failed instance.
create function app.segments_of(p_subscription_status_counts jsonb, p_failed_instance_count integer) returns text[]
  language sql immutable
  return array(select 'customers_with_' || status from jsonb_object_keys(p_subscription_status_counts) status)
    || case when p_failed_instance_count > 0 then array['customers_with_failed_instance'] else '{}' end;

-- The sum of two objects of counts, without counts that are zero.
create function app.sum_of_counts(p_one jsonb, p_other jsonb) returns jsonb
  language sql immutable
  return (select coalesce(jsonb_object_agg(key, total), '{}')
            from (select key, sum(value::integer) as total
                    from (select * from jsonb_each_text(p_one) union all select * from jsonb_each_text(p_other)) counts
                   group by key) sums
           where total <> 0);

-- Keeps the counts on a customer's row in step with its subscriptions and instances, whoever writes them, and counts
-- the customers themselves by segment. One function for both tables; arguments: pairs of a column and the statuses that
-- it counts, empty for all. Runs per statement, so that loading many rows updates each customer once.
create function app.update_customer_counts() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added constant text := 'select tenant_id, customer_id, status, 1 as sign from added_rows';
  removed constant text := 'select tenant_id, customer_id, status, -1 as sign from removed_rows';
  sums text := '';
  assignments text := '';
  tenant uuid;
  kind text;
  delta bigint;
begin
  for at in 0 .. tg_nargs - 1 by 2 loop
    sums := sums || format(', coalesce(sum(total) filter (where %L = '''' or status = any (%L)), 0) as %I',
                           tg_argv[at + 1], '{' || tg_argv[at + 1] || '}', tg_argv[at]);
    assignments := assignments || format('%1$I = c.%1$I + d.%1$I, ', tg_argv[at]);
  end loop;
  if tg_table_name = 'subscriptions' then
    sums := sums || ', jsonb_object_agg(status, total) as statuses';
    assignments := assignments
      || 'subscription_status_counts = app.sum_of_counts(c.subscription_status_counts, d.statuses), ';
  end if;
  -- Locks the customers in a fixed order first; otherwise two statements over many customers could deadlock.
  for tenant, kind, delta in execute format(
    'with change as (
       select tenant_id, customer_id, status, sum(sign) as total from (%3$s) row group by tenant_id, customer_id, status
     ), d as (
       select tenant_id, customer_id %1$s from change group by tenant_id, customer_id
     ), locked as materialized (
       select c.tenant_id, c.id, c.archived_at,
              app.segments_of(c.subscription_status_counts, c.failed_instance_count) as before
         from public.customers c join d on c.tenant_id = d.tenant_id and c.id = d.customer_id
        order by c.tenant_id, c.id for no key update of c
     ), updated as (
       update public.customers c set %2$s version = c.version + 1
         from locked join d on d.tenant_id = locked.tenant_id and d.customer_id = locked.id
        where c.tenant_id = locked.tenant_id and c.id = locked.id
       returning c.tenant_id, locked.archived_at, locked.before,
                 app.segments_of(c.subscription_status_counts, c.failed_instance_count) as after
     )
     select tenant_id, segment, sum(sign) from updated
      cross join lateral (select unnest(before) as segment, -1 as sign union all select unnest(after), 1) segments
      where archived_at is null and before <> after
      group by tenant_id, segment having sum(sign) <> 0 order by tenant_id, segment',
    sums, assignments,
    case tg_op when 'INSERT' then added when 'DELETE' then removed else added || ' union all ' || removed end)
  loop
    perform app.add_to_count(tenant, kind, delta);
  end loop;
  return null;
end
$$;
create trigger subscriptions_inserted after insert on public.subscriptions
  referencing new table as added_rows for each statement
  execute function app.update_customer_counts(
    'subscription_count', '', 'active_subscription_count', 'active,trialing');
create trigger subscriptions_updated after update on public.subscriptions
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.update_customer_counts(
    'subscription_count', '', 'active_subscription_count', 'active,trialing');
create trigger subscriptions_deleted after delete on public.subscriptions
  referencing old table as removed_rows for each statement
  execute function app.update_customer_counts(
    'subscription_count', '', 'active_subscription_count', 'active,trialing');
