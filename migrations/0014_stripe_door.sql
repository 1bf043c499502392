-- Entry point for Stripe events, instead of `enter`. The connected account selects the tenant, and test mode its
-- sandbox. Events of a suspended tenant are accepted too, so that its data is current when it resumes. Errors: HC404,
-- unknown account.
create function app.enter_stripe(p_account text, p_livemode boolean, p_operation text, p_request_id text) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  entered uuid;
begin
  select case when p_livemode then t.id else (select s.id from public.tenants s where s.sandbox_of = t.id) end
    into entered from public.tenants t where t.stripe_account_id = p_account;
  if entered is null then
    raise exception 'no tenant is connected to this Stripe account' using errcode = 'HC404';
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
