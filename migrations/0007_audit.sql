-- Every change made through the API is logged in its own transaction. Triggers write the entry, so no operation can
-- forget it: if the entry fails, the change is rolled back, and a failed change leaves no entry.

create table public.audit_log (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
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
create index audit_log_by_resource on public.audit_log (tenant_id, resource_id, id);
create index audit_log_by_actor on public.audit_log (tenant_id, actor_key_id, id);

alter table public.audit_log enable row level security;
alter table public.audit_log force row level security;
create policy tenant on public.audit_log to api_tenant
  using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));
create policy bound_customer on public.audit_log as restrictive to api_tenant
  using ((select app.is_admin())) with check ((select app.is_admin()));
create policy bound_customer_deletes_nothing on public.audit_log as restrictive for delete to api_tenant
  using ((select app.is_admin()));
-- Append-only: entries cannot be changed or removed.
grant select, insert on public.audit_log to api_tenant;

-- The API key and the operation of this transaction; null if it has not entered a tenant.
create function app.key_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.key_id', true), '')::uuid;
create function app.operation() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.operation', true), '');
grant execute on function app.key_id(), app.operation() to api_tenant;

-- Argument: the resource type. Runs as its owner, because counts are updated by a function that also runs as its owner,
-- and a trigger runs with the rights of whoever runs the statement.
create function app.audit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  derived constant text[] := '{tenant_id,created_at,updated_at,email_key,company_key,version,key_hash,subscription_count,active_subscription_count,instance_count,running_instance_count}';
begin
  execute format(
    'insert into public.audit_log (tenant_id, actor_key_id, operation, action, resource_type, resource_id, before,
                                   after, request_id)
     select changed.tenant_id, app.key_id(), app.operation(), %L, $1, changed.id, changed.before, changed.after,
            nullif(current_setting(''app.request_id'', true), '''')
       from (%s) changed
      where changed.before is not null or changed.after is not null',
    case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end,
    case tg_op
      when 'INSERT' then
        'select n.tenant_id, n.id, null::jsonb as before, to_jsonb(n) - $2 as after from added_rows n'
      when 'DELETE' then
        'select o.tenant_id, o.id, to_jsonb(o) - $2 as before, null::jsonb as after from removed_rows o'
      else
        'select n.tenant_id, n.id, difference.before, difference.after
           from added_rows n join removed_rows o using (tenant_id, id)
          cross join lateral (
            select jsonb_object_agg(was.key, was.value) as before, jsonb_object_agg(was.key, now.value) as after
              from jsonb_each(to_jsonb(o) - $2) was join jsonb_each(to_jsonb(n) - $2) now using (key)
             where was.value <> now.value) difference'
    end)
  using tg_argv[0], derived;
  return null;
end
$$;

-- Only changes made after `enter` are audited, so an operator who loads a million rows is not slowed down.
do $$
declare
  audited record;
begin
  for audited in
    select * from (values ('customers', 'customer'), ('rules', 'rule'), ('instances', 'instance'),
      ('subscriptions', 'subscription'), ('api_keys', 'api_key')) as t (name, resource)
  loop
    execute format(
      'create trigger audit_inserted after insert on public.%I referencing new table as added_rows
         for each statement when (app.operation() is not null) execute function app.audit(%L)',
      audited.name, audited.resource);
    execute format(
      'create trigger audit_updated after update on public.%I
         referencing new table as added_rows old table as removed_rows
         for each statement when (app.operation() is not null) execute function app.audit(%L)',
      audited.name, audited.resource);
    execute format(
      'create trigger audit_deleted after delete on public.%I referencing old table as removed_rows
         for each statement when (app.operation() is not null) execute function app.audit(%L)',
      audited.name, audited.resource);
  end loop;
end
$$;

-- As before, and also sets the operation and the request id for the audit log.
drop function app.enter(bytea, uuid);
create function app.enter(p_key_hash bytea, p_tenant_id uuid, p_operation text default null, p_request_id text default null)
  returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  caller record;
begin
  select k.id, k.tenant_id, k.role, k.customer_id,
         tenant.suspended_at is not null or owner.suspended_at is not null as suspended
    into caller
    from public.api_keys k
    join public.tenants tenant on tenant.id = k.tenant_id
    left join public.tenants owner on owner.id = tenant.sandbox_of
   where k.key_hash = p_key_hash and k.tenant_id = p_tenant_id
     and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  if not found then
    raise exception 'the API key is unknown, expired or revoked' using errcode = 'HC401';
  end if;
  if caller.suspended then
    raise exception 'the tenant is suspended' using errcode = 'HC403';
  end if;
  perform set_config('app.tenant_id', caller.tenant_id::text, true),
          set_config('app.key_id', caller.id::text, true),
          set_config('app.role', caller.role, true),
          set_config('app.customer_id', coalesce(caller.customer_id::text, ''), true),
          set_config('app.operation', coalesce(nullif(p_operation, ''), 'unnamed'), true),
          set_config('app.request_id', coalesce(p_request_id, ''), true),
          -- Set here regardless of the login role's settings, so that timestamps always have this format.
          set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true);
  return 'api_tenant';
end
$$;
grant execute on function app.enter(bytea, uuid, text, text) to api_login;
