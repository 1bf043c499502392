-- API keys: created, listed, rotated and revoked by the tenant's admin keys, and readable by the key itself.

create table public.api_keys (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  id uuid not null default uuidv7(),
  name text,
  key_hash bytea not null,
  prefix text not null,
  last_four text not null,
  role text not null default 'admin',
  customer_id uuid,
  scopes text[] not null default '{*}',
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  -- The key that replaced this one. A key is rotated only once; the next rotation applies to its successor.
  replaced_by uuid,
  -- Which of the Worker's rate limits applies. Only the operator changes it.
  rate_limit text not null default 'standard',
  primary key (tenant_id, id),
  unique (id),
  -- Deliberately unique across tenants: hashes cannot be guessed, and a lookup has no tenant yet.
  unique (key_hash),
  foreign key (tenant_id, customer_id) references public.customers (tenant_id, id),
  foreign key (tenant_id, replaced_by) references public.api_keys (tenant_id, id),
  constraint api_keys_hash_is_sha256 check (octet_length(key_hash) = 32),
  constraint api_keys_role check (role in ('admin', 'customer')),
  constraint api_keys_rate_limit check (rate_limit in ('standard', 'high', 'highest')),
  constraint api_keys_bound_to_customer check ((role = 'customer') = (customer_id is not null))
);
create index api_keys_by_created_at on public.api_keys (tenant_id, created_at, id);
create unique index api_keys_by_successor on public.api_keys (tenant_id, replaced_by) where replaced_by is not null;

-- Each key can read its own row, for the operation that returns the calling key.
call app.protect('public.api_keys', 'id = (select app.key_id())');
-- The hash can be written but not read. Role, customer and scopes never change, and keys are never deleted.
grant select (tenant_id, id, name, prefix, last_four, role, customer_id, scopes, expires_at, revoked_at, last_used_at,
    created_at, replaced_by, rate_limit),
  insert (id, name, key_hash, prefix, last_four, role, customer_id, scopes, expires_at),
  update (expires_at, revoked_at, replaced_by)
  on public.api_keys to api_tenant;
grant select (tenant_id, id, name, prefix, last_four, role, customer_id, scopes, expires_at, revoked_at, last_used_at,
    created_at, replaced_by, rate_limit) on public.api_keys to api_customer;

-- A revoked key stays revoked.
create trigger reject_reactivation before update of revoked_at on public.api_keys
  for each row when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
  execute function app.reject_change('a revoked key cannot be used again');

-- A key that replaces another inherits its rate limit. The statement that inserts it has already set `replaced_by`.
create function app.inherit_rate_limit() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.rate_limit := coalesce(
    (select k.rate_limit from public.api_keys k where k.tenant_id = new.tenant_id and k.replaced_by = new.id),
    new.rate_limit);
  return new;
end
$$;
create trigger inherit_rate_limit before insert on public.api_keys
  for each row execute function app.inherit_rate_limit();

-- Finds the callers of uncached keys. A key that is no longer active is found without its caller: it may still read the
-- result of the request that ended it. Suspended tenants are rejected by `enter`, never by a cache.
create function app.find_keys(p_key_hashes bytea[])
  returns table (key_hash bytea, key_id uuid, tenant_id uuid, role text, customer_id uuid, scopes text[],
                 expires_at timestamptz, rate_limit text, last_used_at timestamptz)
  language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp
begin atomic
  select k.key_hash, active.id, active.tenant_id, active.role, active.customer_id, active.scopes, active.expires_at,
         active.rate_limit, active.last_used_at
    from public.api_keys k
    left join lateral (
      select k.* where k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) active on true
   where k.key_hash = any (p_key_hashes);
end;

-- Records that a key was used, at most once every ten minutes.
create function app.record_key_use(p_key_hash bytea) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update public.api_keys k set last_used_at = now()
   where k.key_hash = p_key_hash and (k.last_used_at is null or k.last_used_at < now() - interval '10 minutes')
     and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end;

grant execute on function app.find_keys(bytea[]), app.record_key_use(bytea) to api_login;
