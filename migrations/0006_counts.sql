-- The counts on a customer's row follow its subscriptions and instances, whoever writes them. One function for both
-- tables; arguments: the column of all, the column of the active ones, the statuses that are active. Per statement, so
-- that loading many rows updates each customer once.

create function app.keep_counts() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added constant text := 'select tenant_id, customer_id, status, 1 as sign from added_rows';
  removed constant text := 'select tenant_id, customer_id, status, -1 as sign from removed_rows';
begin
  execute format(
    'update public.customers c
        set %1$I = c.%1$I + d.everything, %2$I = c.%2$I + d.active
       from (select tenant_id, customer_id, sum(sign) as everything,
                    coalesce(sum(sign) filter (where status = any ($1)), 0) as active
               from (%3$s) change
              group by tenant_id, customer_id) d
      where c.tenant_id = d.tenant_id and c.id = d.customer_id and (d.everything <> 0 or d.active <> 0)',
    tg_argv[0], tg_argv[1],
    case tg_op when 'INSERT' then added when 'DELETE' then removed else added || ' union all ' || removed end)
  using tg_argv[2]::text[];
  return null;
end
$$;

create trigger subscriptions_inserted after insert on public.subscriptions
  referencing new table as added_rows for each statement
  execute function app.keep_counts('subscription_count', 'active_subscription_count', '{active,trialing}');
create trigger subscriptions_updated after update on public.subscriptions
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.keep_counts('subscription_count', 'active_subscription_count', '{active,trialing}');
create trigger subscriptions_deleted after delete on public.subscriptions
  referencing old table as removed_rows for each statement
  execute function app.keep_counts('subscription_count', 'active_subscription_count', '{active,trialing}');

create trigger instances_inserted after insert on public.instances
  referencing new table as added_rows for each statement
  execute function app.keep_counts('instance_count', 'running_instance_count', '{running}');
create trigger instances_updated after update on public.instances
  referencing new table as added_rows old table as removed_rows for each statement
  execute function app.keep_counts('instance_count', 'running_instance_count', '{running}');
create trigger instances_deleted after delete on public.instances
  referencing old table as removed_rows for each statement
  execute function app.keep_counts('instance_count', 'running_instance_count', '{running}');
