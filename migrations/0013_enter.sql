-- The first statement of every batch enters a tenant: it checks the caller, in the transaction that does the work, and
-- seals whom the transaction acts for. Every value comes from the caller's row, never from a cache.

-- The caller with an active key of the tenant, what its row allows (its role, then its scopes), and why it may not run
-- an operation with this scope (null for none) and one of these roles. `p_ended_at` also accepts a key that ended in
-- the transaction at that time: see `app.replay`. The planner inlines this query, because every request runs it.
-- Errors: HC403 tenant suspended, HCADM wrong role, HCSCP scope missing.
create function app.find_caller(
    p_key_hash bytea, p_tenant_id uuid, p_scope text, p_roles text[], p_ended_at timestamptz default null)
  returns table (tenant_id uuid, role text, customer_id uuid, key_id uuid, allowed text[], error text,
                 link_by_email text, seal_key bytea)
  language sql stable rows 1
begin atomic
  select k.tenant_id, k.role, k.customer_id, k.id, k.role || k.scopes,
         case when tenant.suspended_at is not null or owner.suspended_at is not null then 'HC403'
              when k.role <> all (p_roles) then 'HCADM'
              when p_scope is not null and not k.scopes && array['*', p_scope] then 'HCSCP' end,
         coalesce(owner.stripe_link_by_email, tenant.stripe_link_by_email)::text, s.key
    from app.seal_key s, public.api_keys k
    join public.tenants tenant on tenant.id = k.tenant_id
    left join public.tenants owner on owner.id = tenant.sandbox_of
   where k.key_hash = p_key_hash and k.tenant_id = p_tenant_id
     and (k.revoked_at is null or k.revoked_at = p_ended_at)
     and (k.expires_at is null or k.expires_at > now()
       or exists (select from public.api_keys successor
                   where successor.id = k.replaced_by and successor.created_at = p_ended_at));
end;

-- Enters with an API key and claims the idempotency key, if there is one. Returns what the key's row allows. Errors:
-- HC401 key not active, those of `app.find_caller` and of `app.claim_idempotency_key`.
create function app.enter(
    p_key_hash bytea, p_tenant_id uuid, p_operation text, p_request_id text, p_scope text, p_roles text[],
    p_idempotency_key text default null, p_fingerprint bytea default null)
  returns text[]
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c record;
  settings text[];
begin
  select * into c from app.find_caller(p_key_hash, p_tenant_id, p_scope, p_roles);
  -- An old snapshot may show a key that has been revoked since.
  if not found or c.error is not null or clock_timestamp() > now() + interval '10 seconds' then
    raise exception 'the API key may not run this operation' using errcode = coalesce(c.error, 'HC401');
  end if;
  settings := app.act_for(c.seal_key, c.tenant_id, c.role, c.customer_id, c.key_id, p_operation, p_request_id,
                          p_idempotency_key)
    -- Saves changes of customers a query. It gives no access, so it is not sealed.
    || set_config('app.link_by_email', c.link_by_email, true);
  if p_idempotency_key is not null then
    -- A customer-bound key changes nothing, so it must not occupy its tenant's idempotency keys.
    if c.role <> 'admin' then
      raise exception 'only an admin key can claim an idempotency key' using errcode = 'HCADM';
    end if;
    perform app.claim_idempotency_key(p_fingerprint);
  end if;
  return c.allowed;
end
$$;

-- The secrets that sign Stripe's webhooks, stored as the hash of a hash: the Worker proves that it has the secret with
-- the inner hash, which cannot be derived from this table.
create table app.webhook_secrets (
  hash bytea primary key,
  created_at timestamptz not null default now(),
  constraint webhook_secrets_hash_is_sha256 check (octet_length(hash) = 32)
);

-- Enters for a Stripe event, with the SHA-256 of the secret that signed it. The connected account selects the tenant,
-- and test mode its sandbox. Events of a suspended tenant are accepted too, so that its data is current when it
-- resumes. Errors: HCWHS unknown secret, HC404 unknown account.
create function app.enter_stripe(
    p_proof bytea, p_account text, p_livemode boolean, p_operation text, p_request_id text) returns text[]
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  entered uuid;
  seal_key bytea;
  settings text[];
begin
  if not exists (select from app.webhook_secrets s where s.hash = sha256(p_proof)) then
    raise exception 'the webhook signing secret is not stored' using errcode = 'HCWHS';
  end if;
  select case when p_livemode then t.id else (select o.id from public.tenants o where o.sandbox_of = t.id) end, s.key
    into entered, seal_key from app.seal_key s, public.tenants t where t.stripe_account_id = p_account;
  if entered is null then
    raise exception 'no tenant is connected to this Stripe account' using errcode = 'HC404';
  end if;
  -- A tenant's events wait for each other, so a lock may take longer than in a request with a key.
  settings := app.act_for(
    seal_key, entered, 'admin', null, null, p_operation, p_request_id, p_lock_timeout => '2500ms');
  return '{admin,*}';
end
$$;

grant execute on function app.enter(bytea, uuid, text, text, text, text[], text, bytea),
  app.enter_stripe(bytea, text, boolean, text, text) to api_login;
