-- Every Stripe event is stored, and the API's view is computed from all stored events by the functions in the next
-- file, so it does not depend on their order, on duplicates, or on when their customer becomes known.

create table public.stripe_events (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  -- Id, type and time, in whole seconds, are Stripe's own.
  id text not null,
  type text not null,
  created_at timestamptz not null,
  account text not null,
  -- applied; waiting, for its Stripe customer to be linked; or ignored: its type changes nothing here.
  status text not null,
  stripe_customer_id text,
  stripe_subscription_id text,
  -- Order among events of the same second: 0 for a creation, 2 for a deletion, 1 for all others.
  precedence smallint not null,
  -- A subscription's columns or, for an event that links a Stripe customer, its `reference` and `email`.
  content jsonb,
  -- The customer that the event matches, once it exists; unaffected by later changes of that customer's email.
  customer_id uuid,
  payload jsonb not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references public.customers (tenant_id, id),
  constraint stripe_events_status check (status in ('applied', 'waiting', 'ignored'))
);
create index stripe_events_of_stripe_customer on public.stripe_events (tenant_id, stripe_customer_id, created_at)
  where stripe_customer_id is not null;
create index stripe_events_of_customer on public.stripe_events (tenant_id, customer_id) where customer_id is not null;
create index stripe_events_waiting on public.stripe_events (tenant_id, stripe_customer_id)
  where status = 'waiting' and stripe_subscription_id is null;

call app.protect('public.stripe_events');
grant select, insert, update (status, stripe_customer_id, stripe_subscription_id, precedence, content, customer_id)
  on public.stripe_events to api_tenant;

-- Stores and applies an event, given as its row. Returns applied, waiting, ignored, or duplicate for an event that is
-- already stored, which has no effect unless p_again is true. A tenant's events are processed one at a time, so that
-- each sees all earlier ones.
create function app.apply_stripe_event(p_event jsonb, p_again boolean default false) returns text
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  event public.stripe_events := jsonb_populate_record(null::public.stripe_events,
    p_event || jsonb_build_object('tenant_id', app.tenant_id(), 'received_at', now()));
begin
  perform pg_advisory_xact_lock(hashtextextended('stripe ' || app.tenant_id(), 0));
  insert into public.stripe_events values (event.*) on conflict (tenant_id, id) do nothing;
  if not found and not p_again then
    return 'duplicate';
  elsif not found then
    update public.stripe_events
       set (status, stripe_customer_id, stripe_subscription_id, precedence, content)
         = (event.status, event.stripe_customer_id, event.stripe_subscription_id, event.precedence, event.content)
     where id = event.id;
  end if;
  perform app.sync_stripe_customer(event.stripe_customer_id);
  return (select e.status from public.stripe_events e where e.id = event.id);
end
$$;
grant execute on function app.apply_stripe_event(jsonb, boolean) to api_tenant;

-- Waiting events are applied as soon as a customer has their email, no matter how the customer got it. Usually no event
-- is waiting, which an index shows cheaply; the tenant's advisory lock is taken only if one is.
create function app.apply_waiting_events() returns trigger
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
    perform app.sync_stripe_customer(waiting);
  end loop;
  return null;
end
$$;
create trigger customers_apply_waiting_events after insert or update of email, archived_at on public.customers
  for each row when (new.email is not null and new.archived_at is null and app.operation() is not null)
  execute function app.apply_waiting_events();
