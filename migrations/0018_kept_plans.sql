-- Over HTTP, each statement is planned again, which takes longer than running it. Statements in a plpgsql function are
-- planned once per connection, so those of nearly every request are in one. The first two obey the policies; the audit
-- function runs as its owner, as before.

-- A customer's subscriptions and instances, newest first, as JSON arrays.
create function app.belongings_of(p_customer uuid) returns table (subscriptions jsonb, instances jsonb)
  language plpgsql stable rows 1 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select (select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at desc, s.id desc), '[]')
              from public.subscriptions s where s.customer_id = p_customer),
           (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at desc, i.id desc), '[]')
              from public.instances i where i.customer_id = p_customer);
end
$$;

-- The customers that already use this email or external id, excluding archived ones.
create function app.holders_of(p_email text, p_external_id text)
  returns table (id uuid, external_id text, has_email boolean)
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
grant execute on function app.belongings_of(uuid), app.holders_of(text, text) to api_tenant;

-- Writes the audit log entry, as before.
create or replace function app.audit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  -- Columns that are not part of a row's own content.
  derived constant text[] := case tg_table_name
    when 'customers' then '{tenant_id,created_at,updated_at,email_key,company_key,version,subscription_count,active_subscription_count,instance_count,running_instance_count}'::text[]
    when 'rules' then '{tenant_id,created_at,updated_at,name_key}'::text[]
    when 'api_keys' then '{tenant_id,created_at,key_hash}'::text[]
    else '{tenant_id,created_at,updated_at}'::text[] end;
  actor constant uuid := app.key_id();
  operation constant text := app.operation();
  request constant text := nullif(current_setting('app.request_id', true), '');
begin
  if tg_op = 'INSERT' then
    insert into public.audit_log (tenant_id, actor_key_id, operation, action, resource_type, resource_id, after, request_id)
    select n.tenant_id, actor, operation, 'create', tg_argv[0], n.id, to_jsonb(n) - derived, request from added_rows n;
  elsif tg_op = 'DELETE' then
    insert into public.audit_log (tenant_id, actor_key_id, operation, action, resource_type, resource_id, before, request_id)
    select o.tenant_id, actor, operation, 'delete', tg_argv[0], o.id, to_jsonb(o) - derived, request from removed_rows o;
  else
    insert into public.audit_log (tenant_id, actor_key_id, operation, action, resource_type, resource_id, before, after, request_id)
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
