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
  primary key (tenant_id, id),
  unique (id),
  -- Deliberately unique across tenants: hashes cannot be guessed, and a lookup has no tenant yet.
  unique (key_hash),
  foreign key (tenant_id, customer_id) references public.customers (tenant_id, id),
  constraint api_keys_hash_is_sha256 check (octet_length(key_hash) = 32),
  constraint api_keys_role check (role in ('admin', 'customer')),
  constraint api_keys_bound_to_customer check ((role = 'customer') = (customer_id is not null))
);

-- Finds the caller of a key: one row for an active key, none otherwise. Runs only when no cache knows the key, so
-- last_used_at is accurate to about a minute. Suspended tenants are rejected by `enter`, never by a cache.
create function app.find_key(p_key_hash bytea)
  returns table (key_id uuid, tenant_id uuid, role text, customer_id uuid, scopes text[], expires_at timestamptz)
  language sql volatile security definer rows 1 set search_path = pg_catalog, pg_temp
begin atomic
  update public.api_keys k set last_used_at = now()
   where k.key_hash = p_key_hash
     and (k.last_used_at is null or k.last_used_at < now() - interval '30 seconds')
     and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  select k.id, k.tenant_id, k.role, k.customer_id, k.scopes, k.expires_at
    from public.api_keys k
   where k.key_hash = p_key_hash
     and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end;

-- The first statement of every batch. Checks, in the transaction that does the work, that the key is active and belongs
-- to the tenant and that the tenant is not suspended. Sets tenant, role and customer for the policies from the row, not
-- from a cache. Returns the role to switch to. Errors: HC401, HC403.
create function app.enter(p_key_hash bytea, p_tenant_id uuid) returns text
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
          set_config('app.customer_id', coalesce(caller.customer_id::text, ''), true);
  return 'api_tenant';
end
$$;

grant execute on function app.find_key(bytea), app.enter(bytea, uuid) to api_login;
