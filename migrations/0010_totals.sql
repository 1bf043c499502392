-- Row counts per tenant, so that a list's exact total is a lookup instead of a count. A count is the sum of several
-- rows, as many as there were concurrent writers: with a single row, creates would wait for each other's commit.
-- The kinds:
--   customers, archived_customers, subscriptions, instances, rules
--   customers_with_…: customers that are not archived, by segment (`app.segments_of`)
--   customers_on_…: the change of `customers` on a day; these add up to `customers`
--   subscriptions_…, instances_…: by status

create table public.row_counts (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  kind text collate "C" not null,
  shard smallint not null,
  count bigint not null,
  primary key (tenant_id, kind, shard)
) with (fillfactor = 50);

call app.protect('public.row_counts');
-- Written by the triggers, which run as their owner.
grant select on public.row_counts to api_tenant;

-- Adds to a row that no transaction has locked, or to a new one. It is numbered after the connection, or with the next
-- free number if an earlier connection left a row with that number, which may be locked.
create function app.add_to_count(p_tenant uuid, p_kind text, p_delta bigint) returns void
  language plpgsql volatile as $$
begin
  update public.row_counts set count = count + p_delta
   where (tenant_id, kind, shard) = (select c.tenant_id, c.kind, c.shard from public.row_counts c
                                      where c.tenant_id = p_tenant and c.kind = p_kind limit 1 for update skip locked);
  if not found then
    insert into public.row_counts as stored (tenant_id, kind, shard, count)
    select p_tenant, p_kind, number, p_delta
      from (select (pg_backend_pid() + generate_series(0, 1000)) % 32768 as number) numbers
     where not exists (select from public.row_counts c
                        where c.tenant_id = p_tenant and c.kind = p_kind and c.shard = number) limit 1
    on conflict (tenant_id, kind, shard) do update set count = stored.count + excluded.count;
  end if;
end
$$;

-- The kind of changes at this time. Days are in UTC, whatever the session's time zone and date style.
create function app.customers_on(p_at timestamptz) returns text
  language sql stable
  return 'customers_on_' || to_char(p_at at time zone 'UTC', 'YYYY-MM-DD');

create function app.count_rows() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sign constant integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  if tg_op = 'TRUNCATE' then
    delete from public.row_counts
     where kind in (tg_table_name, 'archived_' || tg_table_name) or starts_with(kind, tg_table_name || '_');
  elsif tg_table_name = 'customers' then
    -- A new customer has no segments, unless it is loaded with its counts.
    perform app.add_to_count(tenant_id, kind, sign * count(*))
       from changed_rows, unnest(case
         when archived_at is not null then '{archived_customers}'::text[]
         else array['customers', app.customers_on(case tg_op when 'INSERT' then created_at else now() end)] || case
           when subscription_status_counts = '{}' and failed_instance_count = 0 then '{}'::text[]
           else app.segments_of(subscription_status_counts, failed_instance_count) end end) kind
      group by tenant_id, kind;
  elsif tg_table_name = 'rules' then
    perform app.add_to_count(tenant_id, 'rules', sign * count(*)) from changed_rows group by tenant_id;
  else
    perform app.add_to_count(tenant_id, kind, sign * count(*))
       from changed_rows, unnest(array[tg_table_name, tg_table_name || '_' || status]) kind group by tenant_id, kind;
  end if;
  return null;
end
$$;

-- Moves subscriptions or instances between the counts of their statuses.
create function app.count_statuses() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.add_to_count(tenant_id, tg_table_name || '_' || status, sum(sign))
     from (select tenant_id, status, 1 as sign from added_rows
           union all select tenant_id, status, -1 from removed_rows) changes
    group by tenant_id, status having sum(sign) <> 0;
  return null;
end
$$;

-- Moves one customer between the counts of active and of archived customers. Archived ones have no segments.
create function app.count_archiving() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  archived constant integer := case when new.archived_at is null then -1 else 1 end;
begin
  perform app.add_to_count(new.tenant_id, segment, -archived)
     from unnest(app.segments_of(new.subscription_status_counts, new.failed_instance_count)) segment;
  perform app.add_to_count(new.tenant_id, 'archived_customers', archived),
          app.add_to_count(new.tenant_id, 'customers', -archived),
          app.add_to_count(new.tenant_id, app.customers_on(now()), -archived);
  return null;
end
$$;

-- A row that changed its tenant would be counted under the wrong one.
create function app.reject_tenant_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a row of % cannot move to another tenant', tg_table_name using errcode = 'check_violation';
end
$$;

-- The names `total_…` sort last, so these triggers fire last and take their locks after all others.
do $$
declare
  name text;
begin
  foreach name in array array['customers', 'subscriptions', 'instances', 'rules'] loop
    execute format('create trigger total_inserted after insert on public.%I referencing new table as changed_rows
                      for each statement execute function app.count_rows()', name);
    execute format('create trigger total_deleted after delete on public.%I referencing old table as changed_rows
                      for each statement execute function app.count_rows()', name);
    execute format('create trigger total_truncated after truncate on public.%I
                      for each statement execute function app.count_rows()', name);
    execute format('create trigger tenant_immutable before update of tenant_id on public.%I
                      for each row when (old.tenant_id <> new.tenant_id)
                      execute function app.reject_tenant_change()', name);
  end loop;
end
$$;
create trigger total_moved after update on public.subscriptions
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.count_statuses();
create trigger total_moved after update on public.instances
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.count_statuses();
create trigger total_archived after update of archived_at on public.customers
  for each row when ((old.archived_at is null) <> (new.archived_at is null)) execute function app.count_archiving();

-- Counts that sum to zero do not prevent deleting a tenant; others do, through their foreign key. The counts per day
-- never do, because they add up to `customers`.
create function app.delete_zero_counts() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.row_counts c
   where c.tenant_id = old.id and (
     starts_with(c.kind, 'customers_on_')
     or (select sum(count) from public.row_counts same where same.tenant_id = c.tenant_id and same.kind = c.kind) = 0);
  return old;
end
$$;
create trigger tenants_delete_zero_counts before delete on public.tenants
  for each row execute function app.delete_zero_counts();
