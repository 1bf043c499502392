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

-- Keeps the counts on a customer's row in step with its subscriptions and instances, whoever writes them. One function
-- for both tables; arguments: the column with the count of all, the column with the count of active ones, the active
-- statuses. Runs per statement, so that loading many rows updates each customer once.
create function app.update_customer_counts() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added constant text := 'select tenant_id, customer_id, status, 1 as sign from added_rows';
  removed constant text := 'select tenant_id, customer_id, status, -1 as sign from removed_rows';
begin
  -- Locks the customers in a fixed order first; otherwise two statements over many customers could deadlock.
  execute format(
    'with d as (
       select tenant_id, customer_id, sum(sign) as everything,
              coalesce(sum(sign) filter (where status = any ($1)), 0) as active
         from (%3$s) change group by tenant_id, customer_id
     ), locked as materialized (
       select c.tenant_id, c.id from public.customers c join d on c.tenant_id = d.tenant_id and c.id = d.customer_id
        order by c.tenant_id, c.id for no key update of c
     )
     update public.customers c
        set %1$I = c.%1$I + d.everything, %2$I = c.%2$I + d.active, version = c.version + 1
       from locked join d on d.tenant_id = locked.tenant_id and d.customer_id = locked.id
      where c.tenant_id = locked.tenant_id and c.id = locked.id',
    tg_argv[0], tg_argv[1],
    case tg_op when 'INSERT' then added when 'DELETE' then removed else added || ' union all ' || removed end)
  using tg_argv[2]::text[];
  return null;
end
$$;
create trigger subscriptions_inserted after insert on public.subscriptions
  referencing new table as added_rows for each statement
  execute function app.update_customer_counts('subscription_count', 'active_subscription_count', '{active,trialing}');
create trigger subscriptions_updated after update on public.subscriptions
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.update_customer_counts('subscription_count', 'active_subscription_count', '{active,trialing}');
create trigger subscriptions_deleted after delete on public.subscriptions
  referencing old table as removed_rows for each statement
  execute function app.update_customer_counts('subscription_count', 'active_subscription_count', '{active,trialing}');
