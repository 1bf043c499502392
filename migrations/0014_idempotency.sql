-- Responses to requests with an `Idempotency-Key`. The claim, the effect and the result belong to one transaction, so a
-- request has either all of them or none. The result is the rows of each statement: the operation's handler presents
-- them again exactly as it did the first time.

create table public.idempotency_keys (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  operation text not null,
  idempotency_key text not null,
  -- SHA-256 of method, path, query and body.
  fingerprint bytea not null,
  -- The API key and the id of the first request.
  key_id uuid not null,
  request_id text not null,
  -- By the number of the statement; statements without rows are omitted.
  results jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, operation, idempotency_key),
  constraint idempotency_keys_fingerprint_is_sha256 check (octet_length(fingerprint) = 32)
);
create index idempotency_keys_by_age on public.idempotency_keys (created_at);

-- No API role has privileges on it: these functions are the only access.
call app.protect('public.idempotency_keys');

-- Claims the transaction's idempotency key, or waits for the transaction that has it, up to the lock timeout. Errors:
-- HCREP the same request was processed, HCREU the key belongs to a different request, HCBUS still being processed.
create function app.claim_idempotency_key(p_fingerprint bytea) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  this_key constant text := current_setting('app.idempotency_key');
begin
  insert into public.idempotency_keys as stored (operation, idempotency_key, fingerprint, key_id, request_id)
  values (app.operation(), this_key, p_fingerprint, app.key_id(), current_setting('app.request_id'))
  on conflict (tenant_id, operation, idempotency_key) do update
     set (fingerprint, key_id, request_id, results, created_at)
       = (excluded.fingerprint, excluded.key_id, excluded.request_id, excluded.results, excluded.created_at)
   where stored.created_at <= now() - interval '24 hours';
  if found then
    return;
  elsif exists (select from public.idempotency_keys s
                 where s.tenant_id = app.tenant_id() and s.operation = app.operation()
                   and s.idempotency_key = this_key and s.fingerprint = p_fingerprint) then
    raise exception 'this request has been processed' using errcode = 'HCREP';
  end if;
  raise exception 'the idempotency key belongs to a different request' using errcode = 'HCREU';
exception when lock_not_available then
  raise exception 'a request with this idempotency key is being processed' using errcode = 'HCBUS';
end
$$;

-- Stores the rows of the statement with this number in the batch. `entered_tenant` is null if the settings were
-- changed.
create function app.record_result(p_number integer, p_rows jsonb) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.idempotency_keys s set results = s.results || jsonb_build_object(p_number, p_rows)
   where s.tenant_id = app.entered_tenant() and s.operation = app.operation()
     and s.idempotency_key = current_setting('app.idempotency_key');
  if not found then
    raise exception 'the transaction has not claimed an idempotency key';
  end if;
end
$$;
grant execute on function app.record_result(integer, jsonb) to api_tenant;

-- The stored result of a request, for a caller that may run the operation; no row if there is none. A key that the
-- request itself revoked or replaced may still read the result, as its response may have been lost. The transaction
-- acts for no tenant. Errors: those of `app.enter`, except HCREP and HCBUS.
create function app.replay(
    p_key_hash bytea, p_operation text, p_scope text, p_roles text[], p_idempotency_key text, p_fingerprint bytea)
  returns table (key_id uuid, tenant_id uuid, role text, customer_id uuid, scopes text[], rate_limit text,
                 request_id text, results jsonb)
  language plpgsql volatile security definer rows 1 set search_path = pg_catalog, pg_temp as $$
declare
  found_key public.api_keys;
  stored public.idempotency_keys;
  c record;
begin
  select * into found_key from public.api_keys k where k.key_hash = p_key_hash;
  select * into stored from public.idempotency_keys s
   where s.tenant_id = found_key.tenant_id and s.operation = p_operation and s.idempotency_key = p_idempotency_key
     and s.created_at > now() - interval '24 hours';
  select * into c from app.find_caller(p_key_hash, found_key.tenant_id, p_scope, p_roles,
                                       case when stored.key_id = found_key.id then stored.created_at end);
  if not found or c.error is not null then
    raise exception 'the API key may not run this operation' using errcode = coalesce(c.error, 'HC401');
  end if;
  if stored.fingerprint is null then
    return;
  elsif stored.fingerprint is distinct from p_fingerprint then
    raise exception 'the idempotency key belongs to a different request' using errcode = 'HCREU';
  else
    return query select found_key.id, found_key.tenant_id, found_key.role, found_key.customer_id, found_key.scopes,
                        found_key.rate_limit,
                        stored.request_id, stored.results;
  end if;
end
$$;

-- Deletes up to this many keys that are older than 24 hours, and returns their number. Skips those that are being
-- replaced.
create function app.delete_expired_idempotency_keys(p_limit integer) returns integer
  language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  with expired as (
    select s.tenant_id, s.operation, s.idempotency_key from public.idempotency_keys s
     where s.created_at <= now() - interval '24 hours'
     order by s.created_at limit p_limit for update skip locked
  ), deleted as (
    delete from public.idempotency_keys s using expired e
     where s.tenant_id = e.tenant_id and s.operation = e.operation and s.idempotency_key = e.idempotency_key
    returning 1
  )
  select count(*)::integer from deleted;
end;

grant execute on function app.replay(bytea, text, text, text[], text, bytea),
  app.delete_expired_idempotency_keys(integer) to api_login;
