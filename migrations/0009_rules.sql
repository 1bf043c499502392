-- Rules through the API: what a change may touch, and an index for each order and filter of their list.

grant update (instance_id, rule_key, name, description, trigger_event, conditions, actions, priority, cooldown_seconds,
  is_active), delete on public.rules to api_tenant;

create index rules_by_created_at on public.rules (tenant_id, created_at, id);
create index rules_by_updated_at on public.rules (tenant_id, updated_at, id);
create index rules_by_priority on public.rules (tenant_id, priority, id);
-- An expression index can sort, but with a cursor it only filters rows in that order, because lower() is not leakproof.
-- A stored column would appear in the audit log.
create index rules_by_name on public.rules (tenant_id, (lower(name collate pg_c_utf8) collate "C"), id);
create index rules_of_event on public.rules (tenant_id, trigger_event, created_at, id);
