-- Every change made through the API is logged in its own transaction. Triggers write the entry, so no operation can
-- forget it: if the entry cannot be written, the change is rolled back, and a failed change leaves no entry.

-- No foreign key to the tenant: entries are written for rows that have a tenant, and may outlive it.
create table public.audit_log (
  tenant_id uuid not null default app.tenant_id(),
  id uuid not null default uuidv7(),
  occurred_at timestamptz not null default clock_timestamp(),
  -- Null for a change that no key made, such as one that Stripe reported.
  actor_key_id uuid,
  operation text not null,
  action text not null,
  resource_type text not null,
  resource_id uuid not null,
  -- The fields that changed: all of them in a new row's `after`, and in a deleted row's `before`.
  before jsonb,
  after jsonb,
  request_id text,
  primary key (tenant_id, id),
  constraint audit_log_action check (action in ('create', 'update', 'delete'))
);
-- The log is always read in time order, with any filter.
create index audit_log_by_time on public.audit_log (tenant_id, occurred_at, id);
create index audit_log_by_resource on public.audit_log (tenant_id, resource_id, occurred_at, id);
create index audit_log_by_actor on public.audit_log (tenant_id, actor_key_id, occurred_at, id);
create index audit_log_by_request on public.audit_log (tenant_id, request_id, occurred_at, id);

call app.protect('public.audit_log');
-- The triggers write it, as their owner; no role of the API can write, change or remove an entry.
grant select on public.audit_log to api_tenant;

-- Argument: the resource type. Runs as its owner, because counts are updated by a function that also runs as its owner,
-- and a trigger runs with the privileges of the role that runs the statement. Its statements are static, so that a
-- connection plans them only once.
create function app.audit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  -- Columns that are not part of a row's own content.
  derived constant text[] := '{tenant_id,created_at,updated_at}'::text[] || case tg_table_name
    when 'customers' then '{email_key,company_key,company_search,version,subscription_count,active_subscription_count,'
      'instance_count,running_instance_count,failed_instance_count,subscription_status_counts}'::text[]
    when 'rules' then '{name_key}'
    when 'api_keys' then '{key_hash}' end;
  actor constant uuid := nullif(current_setting('app.key_id', true), '')::uuid;
  operation constant text := app.operation();
  request constant text := nullif(current_setting('app.request_id', true), '');
begin
  -- This checks the settings that were just read.
  if app.entered_tenant() is null then
    raise exception 'the settings of the transaction were changed, so this change cannot be audited';
  end if;
  if tg_op = 'INSERT' then
    insert into public.audit_log
      (tenant_id, actor_key_id, operation, action, resource_type, resource_id, after, request_id)
    select n.tenant_id, actor, operation, 'create', tg_argv[0], n.id, to_jsonb(n) - derived, request from added_rows n;
  elsif tg_op = 'DELETE' then
    insert into public.audit_log
      (tenant_id, actor_key_id, operation, action, resource_type, resource_id, before, request_id)
    select o.tenant_id, actor, operation, 'delete', tg_argv[0], o.id, to_jsonb(o) - derived, request
      from removed_rows o;
  else
    insert into public.audit_log
      (tenant_id, actor_key_id, operation, action, resource_type, resource_id, before, after, request_id)
    select n.tenant_id, actor, operation, 'update', tg_argv[0], n.id, difference.before, difference.after, request
      from added_rows n join removed_rows o using (tenant_id, id)
     cross join lateral (
       select jsonb_object_agg(was.key, was.value) as before, jsonb_object_agg(was.key, now.value) as after
         from jsonb_each(to_jsonb(o) - derived) was join jsonb_each(to_jsonb(n) - derived) now using (key)
        where was.value <> now.value) difference
     where difference.before is not null;
  end if;
  return null;
end
$$;

-- Changes by the API are always audited; other changes only after `enter`, so that bulk loads by an operator are not
-- slowed down. A statement can switch its role while it runs, so any role that the Worker can have counts.
do $$
declare
  audited record;
  by_api constant text :=
    $condition$app.operation() is not null or current_user in ('api_login', 'api_tenant', 'api_customer')$condition$;
begin
  for audited in
    select * from (values ('customers', 'customer'), ('rules', 'rule'), ('instances', 'instance'),
      ('subscriptions', 'subscription'), ('api_keys', 'api_key')) as t (name, resource)
  loop
    execute format(
      'create trigger audit_inserted after insert on public.%I referencing new table as added_rows
         for each statement when (%s)
         execute function app.audit(%L)',
      audited.name, by_api, audited.resource);
    execute format(
      'create trigger audit_updated after update on public.%I
         referencing new table as added_rows old table as removed_rows
         for each statement when (%s)
         execute function app.audit(%L)',
      audited.name, by_api, audited.resource);
    execute format(
      'create trigger audit_deleted after delete on public.%I referencing old table as removed_rows
         for each statement when (%s)
         execute function app.audit(%L)',
      audited.name, by_api, audited.resource);
  end loop;
end
$$;
