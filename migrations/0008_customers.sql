-- More customer columns: external id, metadata, archiving, and a version for ETags.

alter table public.customers
  add column external_id text collate "C",
  add column metadata jsonb not null default '{}',
  add column archived_at timestamptz,
  add column version bigint not null default 1,
  add constraint customers_metadata_object check (jsonb_typeof(metadata) = 'object');

-- An archived customer's email and external id can be used again. Partial also for the reason given in 0003.
drop index public.customers_email;
create unique index customers_email on public.customers (tenant_id, email_key)
  where email_key is not null and archived_at is null;
create unique index customers_external_id on public.customers (tenant_id, external_id)
  where external_id is not null and archived_at is null;

-- The version increases with every change that reading a customer shows: its own columns here, embedded resources
-- below.
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

drop trigger customers_touch on public.customers;
create trigger customers_touch
  before update of company_name, email, industry, country_code, currency, locale, timezone, stripe_customer_id,
    external_id, metadata, archived_at
  on public.customers for each row
  when ((old.company_name, old.email, old.industry, old.country_code, old.currency, old.locale, old.timezone,
         old.stripe_customer_id, old.external_id, old.metadata, old.archived_at)
    is distinct from (new.company_name, new.email, new.industry, new.country_code, new.currency, new.locale,
         new.timezone, new.stripe_customer_id, new.external_id, new.metadata, new.archived_at))
  execute function app.touch_customer();

create or replace function app.keep_counts() returns trigger
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

-- No key can start an instance of an archived customer, even in a transaction that began before the archiving was
-- committed. Changes by Stripe or an operator are accepted unchanged.
create function app.refuse_to_start() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the customer is archived' using errcode = 'HC409';
end
$$;
create trigger customers_at_rest before update of running_instance_count on public.customers
  for each row when (new.archived_at is not null and new.running_instance_count > old.running_instance_count
    and app.key_id() is not null)
  execute function app.refuse_to_start();

-- Only the triggers write the counts, so an insert cannot set them either.
revoke insert on public.customers from api_tenant;
grant insert (id, company_name, email, industry, country_code, currency, locale, timezone, external_id, metadata)
  on public.customers to api_tenant;
grant update (company_name, email, industry, country_code, currency, locale, timezone, external_id, metadata,
  archived_at) on public.customers to api_tenant;
