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
  -- The email of an event that links a Stripe customer, stored ready to compare, like a customer's.
  email_key text collate "C" generated always as (lower((content ->> 'email') collate "C")) stored,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references public.customers (tenant_id, id),
  constraint stripe_events_status check (status in ('applied', 'waiting', 'ignored'))
);
create index stripe_events_of_stripe_customer on public.stripe_events (tenant_id, stripe_customer_id, created_at)
  where stripe_customer_id is not null;
create index stripe_events_of_customer on public.stripe_events (tenant_id, customer_id) where customer_id is not null;
create index stripe_events_waiting on public.stripe_events (tenant_id, email_key)
  where status = 'waiting' and email_key is not null;

call app.protect('public.stripe_events');
grant select, insert, update (status, stripe_customer_id, stripe_subscription_id, precedence, content, customer_id)
  on public.stripe_events to api_tenant;

-- Whether the tenant asked to link Stripe customers by email; a sandbox follows its tenant.
create function app.links_by_email() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select coalesce(owner.stripe_link_by_email, tenant.stripe_link_by_email)
                     from public.tenants tenant left join public.tenants owner on owner.id = tenant.sandbox_of
                    where tenant.id = app.entered_tenant()), false);
end
$$;

-- Stores and applies an event, given as its row. Returns applied, waiting, ignored, or duplicate for an event that is
-- already stored, which has no effect unless p_again is true. A tenant's events are processed one at a time, so that
-- each sees all earlier ones.
create function app.apply_stripe_event(p_event jsonb, p_again boolean default false) returns text
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  event public.stripe_events := jsonb_populate_record(null::public.stripe_events, p_event);
  is_new boolean;
begin
  -- A duplicate does not wait for any lock.
  if not p_again and exists (select from public.stripe_events e where e.id = event.id) then
    return 'duplicate';
  end if;
  perform app.lock_event_emails(array[event.content ->> 'email']);
  perform app.lock_stripe();
  insert into public.stripe_events
    (id, type, created_at, account, status, stripe_customer_id, stripe_subscription_id, precedence, content, payload)
  values (event.id, event.type, event.created_at, event.account, event.status, event.stripe_customer_id,
          event.stripe_subscription_id, event.precedence, event.content, event.payload)
  on conflict (tenant_id, id) do nothing;
  is_new := found;
  if not is_new and not p_again then
    return 'duplicate';
  elsif not is_new then
    update public.stripe_events
       set (status, stripe_customer_id, stripe_subscription_id, precedence, content)
         = (event.status, event.stripe_customer_id, event.stripe_subscription_id, event.precedence, event.content)
     where id = event.id;
  end if;
  perform app.sync_stripe_customer(event.stripe_customer_id, case when is_new then event.id end);
  return (select e.status from public.stripe_events e where e.id = event.id);
end
$$;

-- If the tenant links by email, waiting events are applied as soon as a request gives a customer their email.
create function app.apply_waiting_events() returns trigger
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  waiting text;
begin
  for waiting in
    select distinct e.stripe_customer_id from public.stripe_events e
     where e.status = 'waiting' and e.email_key = new.email_key
  loop
    perform app.lock_stripe();
    perform app.sync_stripe_customer(waiting);
  end loop;
  return null;
end
$$;
create trigger customers_apply_waiting_events after insert or update of email, archived_at on public.customers
  for each row when (new.email is not null and new.archived_at is null
    and current_setting('app.link_by_email', true) = 'true')
  execute function app.apply_waiting_events();

-- For a tenant that has just asked to link by email: the Stripe customers whose waiting events can be linked now, and
-- the function that links one of them.
create function app.linkable_stripe_customers() returns setof text
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  -- Waits for the event that is being processed, which may not have seen the setting yet.
  perform app.lock_stripe();
  return query
    select distinct e.stripe_customer_id from public.stripe_events e
      join public.customers c on c.email_key = e.email_key and c.archived_at is null
     where e.status = 'waiting' and e.email_key is not null;
end
$$;
create function app.apply_events_of(p_stripe_customer text) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform app.lock_event_emails(array(select e.email_key from public.stripe_events e
                                       where e.stripe_customer_id = p_stripe_customer));
  perform app.lock_stripe();
  perform app.sync_stripe_customer(p_stripe_customer);
end
$$;

grant execute on function app.links_by_email(), app.apply_stripe_event(jsonb, boolean),
  app.linkable_stripe_customers(), app.apply_events_of(text) to api_tenant;
