-- Sort key of a rule's name. An index on an expression that is not leakproof serves only a list's first page.
alter table public.rules
  add column name_key text collate "C" not null generated always as (lower(name collate pg_c_utf8)) stored;
drop index public.rules_by_name;
create index rules_by_name on public.rules (tenant_id, name_key, id);
