-- Waiting events are applied as soon as a customer has their email, however it got it. Usually nothing waits, which an
-- index shows cheaply; the tenant's advisory lock is taken only if something does.
create index stripe_events_waiting on public.stripe_events (tenant_id, stripe_customer_id)
  where status = 'waiting' and stripe_subscription_id is null;
create function app.settle_waiting() returns trigger
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  waiting text;
begin
  for waiting in
    select distinct e.stripe_customer_id from public.stripe_events e
     where e.status = 'waiting' and e.stripe_subscription_id is null
       and lower(e.content ->> 'email' collate "C") = new.email_key
  loop
    perform pg_advisory_xact_lock(hashtextextended('stripe ' || app.tenant_id(), 0));
    perform app.settle_stripe_customer(waiting);
  end loop;
  return null;
end
$$;
create trigger customers_settle_waiting after insert or update of email, archived_at on public.customers
  for each row when (new.email is not null and new.archived_at is null and app.operation() is not null)
  execute function app.settle_waiting();
