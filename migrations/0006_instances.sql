-- Instances, and the history of their status changes.

create table public.instances (
  tenant_id uuid not null default app.tenant_id(),
  id uuid not null default uuidv7(),
  customer_id uuid not null,
  agent_name text,
  hostname text,
  ip_address inet,
  preset_id text,
  product_tier_name text,
  provider text,
  region_id text,
  runtime_type text,
  workload_type text,
  status text not null default 'provisioning',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references public.customers (tenant_id, id),
  -- Referenced by the foreign key that ties a rule's instance to the rule's customer.
  unique (tenant_id, customer_id, id),
  constraint instances_status check (status in ('provisioning', 'running', 'stopped', 'failed', 'terminated'))
);
create index instances_of_customer on public.instances (tenant_id, customer_id, created_at desc, id desc);
create index instances_by_created_at on public.instances (tenant_id, created_at, id);
create index instances_by_updated_at on public.instances (tenant_id, updated_at, id);
create index instances_by_status on public.instances (tenant_id, status, created_at, id);

call app.protect('public.instances', 'customer_id = (select app.bound_customer())');
grant select, insert, delete, update (agent_name, hostname, ip_address, preset_id, product_tier_name, provider,
  region_id, runtime_type, workload_type, status) on public.instances to api_tenant;
grant select on public.instances to api_customer;

create trigger instances_touch before update on public.instances
  for each row when (old.* is distinct from new.*) execute function app.touch();
create trigger instances_inserted after insert on public.instances
  referencing new table as added_rows for each statement
  execute function app.update_customer_counts(
    'instance_count', '', 'running_instance_count', 'running', 'failed_instance_count', 'failed');
create trigger instances_updated after update on public.instances
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.update_customer_counts(
    'instance_count', '', 'running_instance_count', 'running', 'failed_instance_count', 'failed');
create trigger instances_deleted after delete on public.instances
  referencing old table as removed_rows for each statement
  execute function app.update_customer_counts(
    'instance_count', '', 'running_instance_count', 'running', 'failed_instance_count', 'failed');

-- Deleted with its instance; the audit log records the deletion. customer_id is here for the policy.
create table public.instance_transitions (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  id uuid not null default uuidv7(),
  customer_id uuid not null,
  instance_id uuid not null,
  -- Null: the instance was registered.
  from_status text,
  to_status text not null,
  moved_at timestamptz not null,
  -- Null for a change that no key made.
  actor_key_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id, instance_id) references public.instances (tenant_id, customer_id, id)
    on update cascade on delete cascade,
  -- Every status change is recorded here, so a key can make only these changes. An operator can correct a status by
  -- hand.
  constraint instance_transitions_allowed check (
    from_status is null or actor_key_id is null or (from_status, to_status) in (
      ('provisioning', 'running'), ('provisioning', 'failed'), ('provisioning', 'terminated'),
      ('running', 'stopped'), ('running', 'failed'), ('running', 'terminated'),
      ('stopped', 'running'), ('stopped', 'failed'), ('stopped', 'terminated'),
      ('failed', 'provisioning'), ('failed', 'terminated')))
);
create index instance_transitions_of_instance on public.instance_transitions (tenant_id, instance_id, moved_at, id);

call app.protect('public.instance_transitions', 'customer_id = (select app.bound_customer())');
grant select on public.instance_transitions to api_tenant, api_customer;

-- Written by a trigger, so no statement can forget it, and as its owner, so no tenant can write history. Uses the clock
-- time, not the transaction time, so that a change that waited for another one comes after it.
create function app.record_transitions() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into public.instance_transitions (tenant_id, customer_id, instance_id, to_status, moved_at, actor_key_id)
      select n.tenant_id, n.customer_id, n.id, n.status, n.created_at, app.key_id() from added_rows n;
  else
    insert into public.instance_transitions (tenant_id, customer_id, instance_id, from_status, to_status, moved_at,
                                             actor_key_id)
      select n.tenant_id, n.customer_id, n.id, o.status, n.status, clock_timestamp(), app.key_id()
        from added_rows n join removed_rows o using (tenant_id, id)
       where o.status <> n.status;
  end if;
  return null;
end
$$;
create trigger instances_registered after insert on public.instances
  referencing new table as added_rows for each statement execute function app.record_transitions();
create trigger instances_transitioned after update on public.instances
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.record_transitions();
