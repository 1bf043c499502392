-- Customers and their subscriptions, instances and rules. Every primary and foreign key begins with the tenant, so that
-- no row can point across tenants and no unique index tells one tenant what another has.

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
  -- "C" folds ASCII, which is all an email holds; pg_c_utf8 folds Unicode alike on every machine.
  email_key text collate "C" generated always as (lower(email collate "C")) stored,
  company_key text collate "C" generated always as (lower(company_name collate pg_c_utf8)) stored,
  -- Maintained by the triggers in 0006, so that an index can sort lists by them.
  subscription_count integer not null default 0,
  active_subscription_count integer not null default 0,
  instance_count integer not null default 0,
  running_instance_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

-- Partial, or it would count as a key: an update that recomputes the stored columns, as any update watched by a trigger
-- does, would then lock the row against the foreign keys of concurrent inserts, and two of them would deadlock.
create unique index customers_email on public.customers (tenant_id, email_key) where email_key is not null;

-- One index per sort order: a page is the first rows of it. `desc nulls last` is not an ascending index read backwards,
-- so a nullable column has two.
create index customers_by_created_at on public.customers (tenant_id, created_at, id);
create index customers_by_updated_at on public.customers (tenant_id, updated_at, id);
create index customers_by_email on public.customers (tenant_id, email_key, id);
create index customers_by_email_desc on public.customers (tenant_id, email_key desc nulls last, id desc);
create index customers_by_company on public.customers (tenant_id, company_key, id);
create index customers_by_company_desc on public.customers (tenant_id, company_key desc nulls last, id desc);
create index customers_by_country on public.customers (tenant_id, country_code, id);
create index customers_by_country_desc on public.customers (tenant_id, country_code desc nulls last, id desc);
create index customers_by_subscriptions on public.customers (tenant_id, subscription_count, id);
create index customers_by_active_subscriptions on public.customers (tenant_id, active_subscription_count, id);
create index customers_by_instances on public.customers (tenant_id, instance_count, id);
create index customers_by_running_instances on public.customers (tenant_id, running_instance_count, id);

create trigger customers_touch
  before update of company_name, email, industry, country_code, currency, locale, timezone, stripe_customer_id
  on public.customers for each row
  when ((old.company_name, old.email, old.industry, old.country_code, old.currency, old.locale, old.timezone,
         old.stripe_customer_id)
    is distinct from (new.company_name, new.email, new.industry, new.country_code, new.currency, new.locale,
         new.timezone, new.stripe_customer_id))
  execute function app.touch();

create table public.subscriptions (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
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

create table public.instances (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
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

-- A rule without a customer is a default of the whole tenant.
create table public.rules (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
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

create trigger subscriptions_touch before update on public.subscriptions
  for each row when (old.* is distinct from new.*) execute function app.touch();
create trigger instances_touch before update on public.instances
  for each row when (old.* is distinct from new.*) execute function app.touch();
-- Triggering a rule does not change updated_at.
create trigger rules_touch
  before update of customer_id, instance_id, rule_key, name, description, trigger_event, conditions, actions, priority,
    cooldown_seconds, is_active
  on public.rules for each row when (old.* is distinct from new.*) execute function app.touch();
