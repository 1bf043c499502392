-- How many rows a tenant has, so that a list's exact total is a look-up and not a count of the whole tenant. Sixteen
-- rows share each number: with one, concurrent creates of a tenant would wait for each other's commit.

create table public.row_counts (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  -- A table's name; archived customers are counted apart.
  kind text not null,
  slot smallint not null,
  n bigint not null,
  primary key (tenant_id, kind, slot)
) with (fillfactor = 50);

alter table public.row_counts enable row level security;
alter table public.row_counts force row level security;
create policy tenant on public.row_counts to api_tenant
  using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));
create policy bound_customer on public.row_counts as restrictive to api_tenant
  using ((select app.is_admin())) with check ((select app.is_admin()));
create policy bound_customer_deletes_nothing on public.row_counts as restrictive for delete to api_tenant
  using ((select app.is_admin()));
-- The triggers write it, as their owner.
grant select on public.row_counts to api_tenant;

-- A connection keeps to one slot, so that no two transactions wait for each other's second one.
create function app.count_rows() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sign constant integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  if tg_table_name = 'customers' then
    insert into public.row_counts as kept (tenant_id, kind, slot, n)
    select tenant_id, case when archived_at is null then 'customers' else 'archived_customers' end,
           pg_backend_pid() % 16, sign * count(*)
      from changed_rows group by 1, 2 order by 1, 2
    on conflict (tenant_id, kind, slot) do update set n = kept.n + excluded.n;
  else
    insert into public.row_counts as kept (tenant_id, kind, slot, n)
    select tenant_id, tg_table_name, pg_backend_pid() % 16, sign * count(*) from changed_rows group by 1 order by 1
    on conflict (tenant_id, kind, slot) do update set n = kept.n + excluded.n;
  end if;
  return null;
end
$$;

-- From one of the two numbers to the other.
create function app.count_archiving() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  archived constant integer := case when new.archived_at is null then -1 else 1 end;
begin
  insert into public.row_counts as kept (tenant_id, kind, slot, n)
  values (new.tenant_id, 'archived_customers', pg_backend_pid() % 16, archived),
         (new.tenant_id, 'customers', pg_backend_pid() % 16, -archived)
  on conflict (tenant_id, kind, slot) do update set n = kept.n + excluded.n;
  return null;
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array['customers', 'subscriptions', 'instances', 'rules'] loop
    execute format('create trigger count_inserted after insert on public.%I referencing new table as changed_rows
                      for each statement execute function app.count_rows()', name);
    execute format('create trigger count_deleted after delete on public.%I referencing old table as changed_rows
                      for each statement execute function app.count_rows()', name);
    -- What was there before, now that no row can come unseen.
    execute format('insert into public.row_counts (tenant_id, kind, slot, n)
                      select tenant_id, %s, 0, count(*) from public.%I group by 1, 2',
      case name when 'customers' then 'case when archived_at is null then ''customers'' else ''archived_customers'' end'
                else quote_literal(name) end, name);
  end loop;
end
$$;
create trigger count_archived after update of archived_at on public.customers
  for each row when ((old.archived_at is null) <> (new.archived_at is null)) execute function app.count_archiving();
