-- Stripe's way in, in the place of `enter`: the connected account decides the tenant, and test mode its sandbox. A
-- suspended tenant's events are taken too, so that it resumes with what is true. Errors: HC404, nobody's account.
create function app.enter_stripe(p_account text, p_livemode boolean, p_operation text, p_request_id text) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  entered uuid;
begin
  select case when p_livemode then t.id else (select s.id from public.tenants s where s.sandbox_of = t.id) end
    into entered from public.tenants t where t.stripe_account_id = p_account;
  if entered is null then
    raise exception 'no tenant has this Stripe account' using errcode = 'HC404';
  end if;
  perform set_config('app.tenant_id', entered::text, true), set_config('app.role', 'admin', true),
          set_config('app.key_id', '', true), set_config('app.customer_id', '', true),
          set_config('app.operation', coalesce(nullif(p_operation, ''), 'unnamed'), true),
          set_config('app.request_id', coalesce(p_request_id, ''), true), set_config('timezone', 'UTC', true),
          set_config('datestyle', 'ISO, YMD', true);
  return 'api_tenant';
end
$$;
grant execute on function app.enter_stripe(text, boolean, text, text) to api_login;
