-- Subscriptions as Stripe reports them. Every event is stored, and the API's view is computed from all stored events,
-- so it does not depend on their order, on duplicates, or on when their customer becomes known.

-- The tenant's Stripe account. Its sandbox corresponds to that account's test mode.
alter table public.tenants
  add column stripe_account_id text unique,
  add constraint tenants_stripe_account_unless_sandbox check (stripe_account_id is null or sandbox_of is null);

create table public.stripe_events (
  tenant_id uuid not null default app.tenant_id() references public.tenants (id),
  -- Id, type and time, in whole seconds, are Stripe's own.
  id text not null,
  type text not null,
  created_at timestamptz not null,
  account text not null,
  -- applied; waiting, for its Stripe customer to be linked; or ignored, as it is of a type that changes nothing here.
  status text not null,
  stripe_customer_id text,
  stripe_subscription_id text,
  -- Order among events of the same second: 0 for a creation, 2 for a deletion, 1 for all others.
  turn smallint not null,
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
alter table public.stripe_events enable row level security, force row level security;
create policy tenant on public.stripe_events to api_tenant
  using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));
create policy bound_customer on public.stripe_events as restrictive to api_tenant
  using ((select app.is_admin())) with check ((select app.is_admin()));
create policy bound_customer_deletes_nothing on public.stripe_events as restrictive for delete to api_tenant
  using ((select app.is_admin()));

-- Partial, for the same reason as customers_email in 0003.
create unique index customers_stripe on public.customers (tenant_id, stripe_customer_id)
  where stripe_customer_id is not null;
create index subscriptions_by_created_at on public.subscriptions (tenant_id, created_at, id);
create index subscriptions_by_updated_at on public.subscriptions (tenant_id, updated_at, id);
create index subscriptions_by_status on public.subscriptions (tenant_id, status, created_at, id);
grant select, insert, update (status, stripe_customer_id, stripe_subscription_id, turn, content, customer_id)
  on public.stripe_events to api_tenant;
grant update (stripe_customer_id) on public.customers to api_tenant;
grant insert, update on public.subscriptions to api_tenant;

-- The customer that a Stripe customer belongs to: by the newest reference, else the first match by email, else the
-- existing link.
create function app.stripe_customer_owner(p_stripe_customer text) returns uuid
  language sql stable
begin atomic
  select coalesce(
    (select e.customer_id from public.stripe_events e
      where e.stripe_customer_id = p_stripe_customer and e.customer_id::text = e.content ->> 'reference'
      order by e.created_at desc, e.turn desc, e.id desc limit 1),
    (select e.customer_id from public.stripe_events e
      where e.stripe_customer_id = p_stripe_customer and e.customer_id is not null
      order by e.created_at, e.turn, e.id limit 1),
    (select c.id from public.customers c where c.stripe_customer_id = p_stripe_customer));
end;

-- A customer can have several Stripe customers, because each guest checkout creates one. Returns the one with the
-- latest reference to it, else the one that matched first, and never one that Stripe has deleted.
create function app.stripe_customer_of(p_customer uuid) returns text
  language sql stable
begin atomic
  select k.stripe_customer_id
    from (select e.stripe_customer_id, min(e.created_at) as matched_at,
                 max(e.created_at) filter (where e.customer_id::text = e.content ->> 'reference') as referred_at
            from public.stripe_events e where e.customer_id = p_customer group by e.stripe_customer_id
          union all -- a link that no event made
          select c.stripe_customer_id, '-infinity', null from public.customers c
           where c.id = p_customer and c.stripe_customer_id is not null and not exists (
             select from public.stripe_events e
              where e.stripe_customer_id = c.stripe_customer_id and e.customer_id is not null)) k
   where app.stripe_customer_owner(k.stripe_customer_id) = p_customer
     and not exists (select from public.stripe_events gone
                      where gone.stripe_customer_id = k.stripe_customer_id and gone.type = 'customer.deleted')
   order by k.referred_at desc nulls last, k.matched_at, k.stripe_customer_id limit 1;
end;

-- Updates a Stripe customer's link and subscriptions to match all its events.
create function app.settle_stripe_customer(p_stripe_customer text) returns void
  language plpgsql volatile strict set search_path = pg_catalog, pg_temp as $$
declare
  owner uuid;
begin
  with named as (
    select e.id, coalesce(
             (select c.id from public.customers c where c.id = (e.content ->> 'reference')::uuid),
             (select c.id from public.customers c where c.stripe_customer_id = p_stripe_customer and not exists (
                 select from public.stripe_events k
                  where k.stripe_customer_id = p_stripe_customer and k.customer_id is not null)),
             (select c.id from public.customers c
               where c.email_key = lower(e.content ->> 'email' collate "C") and c.archived_at is null)) as customer_id
      from public.stripe_events e
     where e.stripe_customer_id = p_stripe_customer and e.stripe_subscription_id is null and e.customer_id is null
  )
  update public.stripe_events e set customer_id = named.customer_id
    from named where e.id = named.id and named.customer_id is not null;
  owner := app.stripe_customer_owner(p_stripe_customer);
  -- First removes the id from a customer that should no longer have it, because it is unique.
  update public.customers c set stripe_customer_id = app.stripe_customer_of(c.id)
   where c.stripe_customer_id = p_stripe_customer and app.stripe_customer_of(c.id) is distinct from p_stripe_customer;
  update public.customers c set stripe_customer_id = app.stripe_customer_of(c.id)
   where c.id = owner and c.stripe_customer_id is distinct from app.stripe_customer_of(c.id);

  with latest as (
    select e.id, e.stripe_subscription_id, e.content, e.payload #> '{data,object}' as state,
           nullif(e.payload #> '{data,previous_attributes}', '{}') as previous
      from (select k.id, rank() over (partition by k.stripe_subscription_id
                                      order by k.created_at desc, k.turn desc) as place
              from public.stripe_events k
             where k.stripe_customer_id = p_stripe_customer and k.stripe_subscription_id is not null) ranked
      join public.stripe_events e on e.id = ranked.id
     where ranked.place = 1
  ), newest as (
    select distinct on (e.stripe_subscription_id) e.* from latest e
     order by e.stripe_subscription_id,
       -- An event is older if another event's previous_attributes match its state, unless this holds both ways.
       exists (select from latest other where other.stripe_subscription_id = e.stripe_subscription_id
                and e.state @> other.previous and not coalesce(other.state @> e.previous, false)),
       array_position('{incomplete,trialing,active,past_due,unpaid,paused,incomplete_expired,canceled}'::text[],
                      e.content ->> 'status') desc, e.id desc
  )
  insert into public.subscriptions as kept
    (customer_id, stripe_subscription_id, status, product_tier_name, stripe_price_id, amount_cents, currency,
     billing_interval, quantity, current_period_end, cancel_at_period_end, trial_end, canceled_at, created_at)
  select coalesce(owner, known.customer_id), newest.stripe_subscription_id, s.status, s.product_tier_name,
         s.stripe_price_id, s.amount_cents, s.currency, s.billing_interval, s.quantity, s.current_period_end,
         s.cancel_at_period_end, s.trial_end, s.canceled_at, s.created_at
    from newest
   cross join lateral jsonb_populate_record(null::public.subscriptions, newest.content) s
    left join public.subscriptions known on known.stripe_subscription_id = newest.stripe_subscription_id
   where coalesce(owner, known.customer_id) is not null
  on conflict (tenant_id, stripe_subscription_id) do update
     set (customer_id, status, product_tier_name, stripe_price_id, amount_cents, currency, billing_interval, quantity,
          current_period_end, cancel_at_period_end, trial_end, canceled_at, created_at)
       = (excluded.customer_id, excluded.status, excluded.product_tier_name, excluded.stripe_price_id,
          excluded.amount_cents, excluded.currency, excluded.billing_interval, excluded.quantity,
          excluded.current_period_end, excluded.cancel_at_period_end, excluded.trial_end, excluded.canceled_at,
          excluded.created_at)
   where to_jsonb(kept) - '{id,updated_at}'::text[] <> to_jsonb(excluded) - '{id,updated_at}'::text[];
  update public.stripe_events e set status = 'applied'
   where e.stripe_customer_id = p_stripe_customer and e.status = 'waiting'
     and (owner is not null or exists (select from public.subscriptions s
                                        where s.stripe_subscription_id = e.stripe_subscription_id));
end
$$;

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
       set (status, stripe_customer_id, stripe_subscription_id, turn, content)
         = (event.status, event.stripe_customer_id, event.stripe_subscription_id, event.turn, event.content)
     where id = event.id;
  end if;
  perform app.settle_stripe_customer(event.stripe_customer_id);
  return (select e.status from public.stripe_events e where e.id = event.id);
end
$$;
grant execute on function app.stripe_customer_owner(text), app.stripe_customer_of(uuid),
  app.settle_stripe_customer(text), app.apply_stripe_event(jsonb, boolean) to api_tenant;
