-- Customers. Here and in all later tables, every primary and foreign key begins with the tenant, so that no row can
-- point across tenants and no unique index reveals to one tenant what another has.

create table public.customers (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  id uuid not null default uuidv7(),
  company_name text,
  email text,
  industry text,
  country_code text collate "C",
  currency text collate "C",
  locale text,
  timezone text,
  stripe_customer_id text,
  -- Stored ready to compare: under row-level security `lower(email) = …` cannot use an index, as it is not leakproof.
  -- "C" folds ASCII, which is all an email holds; pg_c_utf8 folds Unicode identically on every machine.
  email_key text collate "C" generated always as (lower(email collate "C")) stored,
  company_key text collate "C" generated always as (lower(company_name collate pg_c_utf8)) stored,
  -- Maintained by triggers on subscriptions and instances, so that an index can sort lists by them.
  subscription_count integer not null default 0,
  active_subscription_count integer not null default 0,
  instance_count integer not null default 0,
  running_instance_count integer not null default 0,
  failed_instance_count integer not null default 0,
  -- The number of subscriptions by status, without statuses that none has.
  subscription_status_counts jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  external_id text collate "C",
  metadata jsonb not null default '{}',
  archived_at timestamptz,
  -- For ETags. Increases with every change that a read of the customer shows, including in embedded resources.
  version bigint not null default 1,
  primary key (tenant_id, id),
  constraint customers_metadata_object check (jsonb_typeof(metadata) = 'object')
);

-- Partial, because otherwise they would count as keys: an update that recomputes the stored columns, as any update
-- watched by a trigger does, would then lock the row against the foreign keys of concurrent inserts, and two of them
-- would deadlock. An archived customer's email and external id can be used again.
create unique index customers_email on public.customers (tenant_id, email_key)
  where email_key is not null and archived_at is null;
create unique index customers_external_id on public.customers (tenant_id, external_id)
  where external_id is not null and archived_at is null;
create index customers_archived_external_id on public.customers (tenant_id, external_id, archived_at)
  where external_id is not null and archived_at is not null;
create unique index customers_stripe on public.customers (tenant_id, stripe_customer_id)
  where stripe_customer_id is not null;

-- One index per sort order, whose first rows are the page. `desc nulls last` is not an ascending index read backwards,
-- so a nullable column has two. By default, lists show only customers that are not archived; an index of only those
-- lets even a deep page be read without visiting skipped rows. Archived customers have their own index.
create index customers_by_created_at on public.customers (tenant_id, created_at, id) where archived_at is null;
create index customers_by_updated_at on public.customers (tenant_id, updated_at, id) where archived_at is null;
create index customers_by_email on public.customers (tenant_id, email_key, id) where archived_at is null;
create index customers_by_email_desc on public.customers (tenant_id, email_key desc nulls last, id desc)
  where archived_at is null;
create index customers_by_company on public.customers (tenant_id, company_key, id) where archived_at is null;
create index customers_by_company_desc on public.customers (tenant_id, company_key desc nulls last, id desc)
  where archived_at is null;
create index customers_by_country on public.customers (tenant_id, country_code, id) where archived_at is null;
create index customers_by_country_desc on public.customers (tenant_id, country_code desc nulls last, id desc)
  where archived_at is null;
create index customers_by_subscriptions on public.customers (tenant_id, subscription_count, id)
  where archived_at is null;
create index customers_by_active_subscriptions on public.customers (tenant_id, active_subscription_count, id)
  where archived_at is null;
create index customers_by_instances on public.customers (tenant_id, instance_count, id) where archived_at is null;
create index customers_by_running_instances on public.customers (tenant_id, running_instance_count, id)
  where archived_at is null;
create index customers_with_failed_instance on public.customers (tenant_id, created_at, id)
  where failed_instance_count > 0 and archived_at is null;
create index customers_archived on public.customers (tenant_id, created_at, id) where archived_at is not null;

call app.protect('public.customers', 'id = (select app.bound_customer())');
-- Only the triggers write the counts, so an insert cannot set them either.
grant select, insert (id, company_name, email, industry, country_code, currency, locale, timezone, external_id,
  metadata), update (company_name, email, industry, country_code, currency, locale, timezone, external_id, metadata,
  archived_at, stripe_customer_id) on public.customers to api_tenant;
grant select on public.customers to api_customer;

create function app.touch_customer() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.version := old.version + 1;
  if new.updated_at = old.updated_at then
    new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
  end if;
  return new;
end
$$;
create trigger customers_touch
  before update of company_name, email, industry, country_code, currency, locale, timezone, stripe_customer_id,
    external_id, metadata, archived_at
  on public.customers for each row
  when ((old.company_name, old.email, old.industry, old.country_code, old.currency, old.locale, old.timezone,
         old.stripe_customer_id, old.external_id, old.metadata, old.archived_at)
    is distinct from (new.company_name, new.email, new.industry, new.country_code, new.currency, new.locale,
         new.timezone, new.stripe_customer_id, new.external_id, new.metadata, new.archived_at))
  execute function app.touch_customer();

-- No key can start an instance of an archived customer, even in a transaction that began before the archiving was
-- committed. Changes by Stripe or an operator are accepted unchanged.
create function app.reject_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '%', tg_argv[0] using errcode = 'HC409';
end
$$;
create trigger customers_reject_start before update of running_instance_count on public.customers
  for each row when (new.archived_at is not null and new.running_instance_count > old.running_instance_count
    and app.key_id() is not null)
  execute function app.reject_change('the customer is archived');

-- Over HTTP, each statement is planned again, which takes longer than running it. Statements in a plpgsql function are
-- planned once per connection, so these, which nearly every request needs, are functions. They obey the policies.

create function app.customer_by_id(p_id uuid) returns setof public.customers
  language plpgsql stable rows 1 set search_path = pg_catalog, pg_temp as $$
begin
  return query select c.* from public.customers c where c.id = p_id;
end
$$;

-- A customer's newest 100 subscriptions and instances, newest first, as JSON arrays. More could be too large to read;
-- the lists return the rest.
create function app.customer_details(p_customer uuid) returns table (subscriptions jsonb, instances jsonb)
  language plpgsql stable rows 1 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select (select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at desc, s.id desc), '[]')
              from (select * from public.subscriptions own where own.customer_id = p_customer
                     order by own.created_at desc, own.id desc limit 100) s),
           (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at desc, i.id desc), '[]')
              from (select * from public.instances own where own.customer_id = p_customer
                     order by own.created_at desc, own.id desc limit 100) i);
end
$$;

-- The customers that already use this email or external id, excluding archived ones.
create function app.conflicting_customers(p_email text, p_external_id text)
  returns table (id uuid, external_id text, by_email boolean)
  language plpgsql stable rows 2 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select c.id, c.external_id, true from public.customers c
     where c.archived_at is null and c.email_key = lower(p_email collate "C")
    union all
    select c.id, c.external_id, false from public.customers c
     where c.archived_at is null and c.external_id = p_external_id;
end
$$;

-- The customer that was archived last with this external id, unless one that is not archived has the id now. Volatile,
-- so that it sees what was committed while its statement waited for a lock.
create function app.archived_customer(p_external_id text) returns uuid
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  return (select c.id from public.customers c
           where c.external_id = p_external_id and c.archived_at is not null
             and not exists (select from public.customers current
                              where current.external_id = p_external_id and current.archived_at is null)
           order by c.archived_at desc, c.id desc limit 1);
end
$$;
grant execute on function app.customer_by_id(uuid), app.customer_details(uuid), app.conflicting_customers(text, text),
  app.archived_customer(text) to api_tenant;
grant execute on function app.customer_by_id(uuid), app.customer_details(uuid) to api_customer;
