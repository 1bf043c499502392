-- The order in which every transaction of the API takes locks that others wait for, so that no two of them can wait for
-- each other:
--   1. its idempotency key, in `app.enter`
--   2. what it claims: emails and external ids (`app.lock_values`), places within the rule limit (`app.lock_rules`)
--   3. the tenant's Stripe lock (`app.lock_stripe`), under which events, links and subscriptions change
--   4. customers, by id, before any row that belongs to them
--   5. instances, then rules
--   6. row counts, last, each in a row that no other transaction has locked
-- Several locks of one kind are taken in the order of their keys. All of them are released with the transaction. Unique
-- indexes fit in: a transaction that waits for one holds 2 to 4, and the one that it waits for takes only 6.

create function app.lock_key(p_name text) returns bigint
  language sql stable
  return hashtextextended(app.tenant_id() || ' ' || p_name, 0);

-- For a change that gives customers these emails and external ids. Call it in `from`, before it locks a row. Nulls are
-- skipped.
--   External ids: exclusive if there are several customers, which could otherwise meet others in a second unique index.
--   Emails, if the tenant links by email: shared, so that an event with the email waits for the change. If events wait
--   for one of them, also the locks under which the trigger applies these events.
create function app.lock_given_values(p_emails text[], p_external_ids text[]) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  -- The setting when the request entered, as for the trigger.
  by_email constant boolean := current_setting('app.link_by_email', true) = 'true';
  emails text[] := '{}';
  waiting text[];
begin
  if by_email then
    emails := array(select lower(email collate "C") from unnest(p_emails) email where email is not null);
  end if;
  perform case when exclusive then pg_advisory_xact_lock(key) else pg_advisory_xact_lock_shared(key) end
     from (select app.lock_key('external id ' || external_id) as key, cardinality(p_external_ids) > 1 as exclusive
             from unnest(p_external_ids) external_id where external_id is not null
           union
           select app.lock_key('email ' || email), false from unnest(emails) email
            order by key) ordered;
  if by_email then
    waiting := array(select distinct e.stripe_customer_id from public.stripe_events e
                      where e.status = 'waiting' and e.email_key = any (emails));
    if cardinality(waiting) > 0 then
      perform app.lock_stripe();
      perform app.lock_linkable_customers(waiting);
    end if;
  end if;
end
$$;

-- The planner inlines this, so the many changes that give neither do not call a function.
create function app.lock_values(p_emails text[], p_external_ids text[]) returns void
  language sql volatile
  return case when num_nonnulls(variadic p_external_ids) > 0 or current_setting('app.link_by_email', true) = 'true'
              then app.lock_given_values(p_emails, p_external_ids) end;

-- For archiving the customer with this external id, before it is locked: waits for requests that use the id, and makes
-- new ones wait, so that none of them creates the customer again.
create function app.lock_external_id(p_external_id text) returns void
  language sql volatile
  return case when p_external_id is not null
              then pg_advisory_xact_lock(app.lock_key('external id ' || p_external_id)) end;

-- For Stripe events with these emails: waits for changes that give one of them to a customer, and makes new ones wait.
create function app.lock_event_emails(p_emails text[]) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(key)
     from (select distinct app.lock_key('email ' || lower(email collate "C")) as key
             from unnest(p_emails) email where email is not null order by key) ordered;
end
$$;

create function app.lock_stripe() returns void
  language sql volatile
begin atomic
  select pg_advisory_xact_lock(app.lock_key('stripe'));
end;

-- Locks every customer that a sync of these Stripe customers can change.
create function app.lock_linkable_customers(p_stripe_customers text[]) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.customers c
    where c.id in (
      select linked.id from public.customers linked where linked.stripe_customer_id = any (p_stripe_customers)
      union all
      select candidate.id from public.stripe_events e
       cross join lateral (
         select e.customer_id as id
         union all select (e.content ->> 'reference')::uuid
         union all select named.id from public.customers named
                    where named.email_key = e.email_key and named.archived_at is null and e.customer_id is null
         union all select s.customer_id from public.subscriptions s
                    where s.stripe_subscription_id = e.stripe_subscription_id) candidate
       where e.stripe_customer_id = any (p_stripe_customers))
    order by c.id for no key update;
end
$$;

-- Locks the number of rules of a customer or, for null, of the tenant's defaults, and returns it.
create function app.lock_rules(p_customer uuid) returns bigint
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(app.lock_key('rules ' || coalesce(p_customer::text, '')));
  if p_customer is null then
    return (select count(*) from public.rules r where r.customer_id is null);
  end if;
  return (select count(*) from public.rules r where r.customer_id = p_customer);
end
$$;

grant execute on function app.lock_key(text), app.lock_values(text[], text[]),
  app.lock_given_values(text[], text[]), app.lock_external_id(text), app.lock_event_emails(text[]),
  app.lock_stripe(), app.lock_linkable_customers(text[]), app.lock_rules(uuid) to api_tenant;
