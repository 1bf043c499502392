-- A rule without a customer is a default for the whole tenant.
create table public.rules (
  tenant_id uuid not null default app.tenant_id(),
  id uuid not null default uuidv7(),
  customer_id uuid,
  instance_id uuid,
  rule_key text,
  name text not null,
  description text,
  trigger_event text not null,
  conditions jsonb not null default '[]',
  actions jsonb not null default '[]',
  priority integer not null default 0,
  cooldown_seconds integer not null default 300,
  is_active boolean not null default true,
  trigger_count bigint not null default 0,
  last_triggered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Sort key of the name. An index on an expression that is not leakproof serves only a list's first page.
  name_key text collate "C" not null generated always as (lower(name collate pg_c_utf8)) stored,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references public.customers (tenant_id, id),
  foreign key (tenant_id, customer_id, instance_id) references public.instances (tenant_id, customer_id, id)
    on delete set null (instance_id),
  constraint rules_instance_has_customer check (instance_id is null or customer_id is not null),
  constraint rules_conditions_list check (jsonb_typeof(conditions) = 'array'),
  constraint rules_actions_list check (jsonb_typeof(actions) = 'array')
);

-- Unique per customer and, because nulls are not distinct, among the tenant's defaults.
create unique index rules_key on public.rules (tenant_id, customer_id, rule_key) nulls not distinct
  where rule_key is not null;
create index rules_of_customer on public.rules (tenant_id, customer_id, id);
create index rules_of_instance on public.rules (tenant_id, instance_id) where instance_id is not null;
-- An index for each sort order and filter of the list.
create index rules_by_created_at on public.rules (tenant_id, created_at, id);
create index rules_by_updated_at on public.rules (tenant_id, updated_at, id);
create index rules_by_priority on public.rules (tenant_id, priority, id);
create index rules_of_event on public.rules (tenant_id, trigger_event, created_at, id);
create index rules_by_name on public.rules (tenant_id, name_key, id);

-- The tenant's default rules apply to every customer.
call app.protect('public.rules', 'customer_id is null or customer_id = (select app.bound_customer())');
grant select, insert, delete, update (instance_id, rule_key, name, description, trigger_event, conditions, actions,
  priority, cooldown_seconds, is_active) on public.rules to api_tenant;
grant select on public.rules to api_customer;

-- Triggering a rule does not change updated_at.
create trigger rules_touch
  before update of customer_id, instance_id, rule_key, name, description, trigger_event, conditions, actions, priority,
    cooldown_seconds, is_active
  on public.rules for each row
  when ((old.customer_id, old.instance_id, old.rule_key, old.name, old.description, old.trigger_event, old.conditions,
         old.actions, old.priority, old.cooldown_seconds, old.is_active)
    is distinct from (new.customer_id, new.instance_id, new.rule_key, new.name, new.description, new.trigger_event,
         new.conditions, new.actions, new.priority, new.cooldown_seconds, new.is_active))
  execute function app.touch();
