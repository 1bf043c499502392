-- Computes a Stripe customer's link and subscriptions from its stored events. All of these run as the tenant role,
-- under its policies.

-- The customer that a Stripe customer belongs to: by the newest reference, else the first match by email, else the
-- existing link.
create function app.stripe_customer_owner(p_stripe_customer text) returns uuid
  language sql stable
begin atomic
  select coalesce(
    (select e.customer_id from public.stripe_events e
      where e.stripe_customer_id = p_stripe_customer and e.customer_id::text = e.content ->> 'reference'
      order by e.created_at desc, e.precedence desc, e.id desc limit 1),
    (select e.customer_id from public.stripe_events e
      where e.stripe_customer_id = p_stripe_customer and e.customer_id is not null
      order by e.created_at, e.precedence, e.id limit 1),
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

-- Finds the customer of each event that links the Stripe customer, unless it already has one: by reference, by a link
-- that no event made, or, if the tenant asked for it, by email. Once an event has matched, the others are not matched
-- by email again: a customer that gets one of their emails later must not take over the link. Only a new event
-- (p_new_event, null if none) still is, because events can arrive in any order.
create function app.match_stripe_events(p_stripe_customer text, p_new_event text) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  by_email constant boolean := app.links_by_email();
  is_matched constant boolean := exists (
    select from public.stripe_events k where k.stripe_customer_id = p_stripe_customer and k.customer_id is not null);
begin
  with named as (
    select e.id, coalesce(
             (select c.id from public.customers c where c.id = (e.content ->> 'reference')::uuid),
             (select c.id from public.customers c where c.stripe_customer_id = p_stripe_customer and not is_matched),
             (select c.id from public.customers c
               where c.email_key = e.email_key and c.archived_at is null
                 and by_email and (not is_matched or e.id = p_new_event))) as customer_id
      from public.stripe_events e
     where e.stripe_customer_id = p_stripe_customer and e.stripe_subscription_id is null and e.customer_id is null
  )
  update public.stripe_events e set customer_id = named.customer_id
    from named where e.id = named.id and named.customer_id is not null;
end
$$;

-- Stores the Stripe customer's id on its owner, if it is the owner's current one, and on no other customer.
create function app.link_stripe_customer(p_stripe_customer text, p_owner uuid) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  -- First removes the id from a customer that should no longer have it, because the id is unique.
  update public.customers c set stripe_customer_id = app.stripe_customer_of(c.id)
   where c.stripe_customer_id = p_stripe_customer and app.stripe_customer_of(c.id) is distinct from p_stripe_customer;
  update public.customers c set stripe_customer_id = app.stripe_customer_of(c.id)
   where c.id = p_owner and c.stripe_customer_id is distinct from app.stripe_customer_of(c.id);
end
$$;

-- Each of the Stripe customer's subscriptions as its newest event describes it. Events of the same second and
-- precedence are ordered by their previous_attributes, then by how advanced the status is.
create function app.newest_subscriptions(p_stripe_customer text)
  returns table (stripe_subscription_id text, content jsonb)
  language sql stable
begin atomic
  with latest as (
    select e.id, e.stripe_subscription_id, e.content, e.payload #> '{data,object}' as state,
           nullif(e.payload #> '{data,previous_attributes}', '{}') as previous
      from (select k.id, rank() over (partition by k.stripe_subscription_id
                                      order by k.created_at desc, k.precedence desc) as place
              from public.stripe_events k
             where k.stripe_customer_id = p_stripe_customer and k.stripe_subscription_id is not null) ranked
      join public.stripe_events e on e.id = ranked.id
     where ranked.place = 1
  )
  select distinct on (e.stripe_subscription_id) e.stripe_subscription_id, e.content from latest e
   order by e.stripe_subscription_id,
     -- An event is older if another event's previous_attributes match its state, unless this holds both ways.
     exists (select from latest other where other.stripe_subscription_id = e.stripe_subscription_id
              and e.state @> other.previous and not coalesce(other.state @> e.previous, false)),
     array_position('{incomplete,trialing,active,past_due,unpaid,paused,incomplete_expired,canceled}'::text[],
                    e.content ->> 'status') desc, e.id desc;
end;

-- Rewrites the Stripe customer's subscriptions from its events. Without an owner, only known subscriptions change.
create function app.rebuild_subscriptions(p_stripe_customer text, p_owner uuid) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.subscriptions as stored
    (customer_id, stripe_subscription_id, status, product_tier_name, stripe_price_id, amount_cents, currency,
     billing_interval, quantity, current_period_end, cancel_at_period_end, trial_end, canceled_at, created_at)
  select coalesce(p_owner, known.customer_id), newest.stripe_subscription_id, s.status, s.product_tier_name,
         s.stripe_price_id, s.amount_cents, s.currency, s.billing_interval, s.quantity, s.current_period_end,
         s.cancel_at_period_end, s.trial_end, s.canceled_at, s.created_at
    from app.newest_subscriptions(p_stripe_customer) newest
   cross join lateral jsonb_populate_record(null::public.subscriptions, newest.content) s
    left join public.subscriptions known on known.stripe_subscription_id = newest.stripe_subscription_id
   where coalesce(p_owner, known.customer_id) is not null
  on conflict (tenant_id, stripe_subscription_id) do update
     set (customer_id, status, product_tier_name, stripe_price_id, amount_cents, currency, billing_interval, quantity,
          current_period_end, cancel_at_period_end, trial_end, canceled_at, created_at)
       = (excluded.customer_id, excluded.status, excluded.product_tier_name, excluded.stripe_price_id,
          excluded.amount_cents, excluded.currency, excluded.billing_interval, excluded.quantity,
          excluded.current_period_end, excluded.cancel_at_period_end, excluded.trial_end, excluded.canceled_at,
          excluded.created_at)
   where to_jsonb(stored) - '{id,updated_at}'::text[] <> to_jsonb(excluded) - '{id,updated_at}'::text[];
end
$$;

-- Updates a Stripe customer's link and subscriptions to match all its events, under the Stripe lock. p_new_event is
-- the id of the event that has just been stored, if any.
create function app.sync_stripe_customer(p_stripe_customer text, p_new_event text default null) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  owner uuid;
begin
  if p_stripe_customer is null then
    return;
  end if;
  perform app.lock_linkable_customers(array[p_stripe_customer]);
  perform app.match_stripe_events(p_stripe_customer, p_new_event);
  owner := app.stripe_customer_owner(p_stripe_customer);
  perform app.link_stripe_customer(p_stripe_customer, owner);
  perform app.rebuild_subscriptions(p_stripe_customer, owner);
  update public.stripe_events e set status = 'applied'
   where e.stripe_customer_id = p_stripe_customer and e.status = 'waiting'
     and (owner is not null or exists (select from public.subscriptions s
                                        where s.stripe_subscription_id = e.stripe_subscription_id));
end
$$;

grant execute on function app.stripe_customer_owner(text), app.stripe_customer_of(uuid),
  app.match_stripe_events(text, text), app.link_stripe_customer(text, uuid), app.newest_subscriptions(text),
  app.rebuild_subscriptions(text, uuid), app.sync_stripe_customer(text, text) to api_tenant;
