-- Where a substring is found in a tenant of any size. `like` is not leakproof, so that below a policy it cannot reach
-- an index: this function can, and answers ids alone, which its caller looks up as the tenant's role, policies and all.

create extension if not exists pg_trgm with schema public;

-- Not by tenant: a trigram with the tenant before it measured slower, as the tenant's entries lie apart.
create index customers_search on public.customers
  using gin (email_key public.gin_trgm_ops, company_key public.gin_trgm_ops,
             lower(external_id collate pg_c_utf8) public.gin_trgm_ops);

-- The ids of this transaction's tenant's customers that are like the pattern: in the email, or `everywhere` in company
-- name and external id too. Null where there are more than the cap: then looking through the tenant in order is faster.
create function app.search_customers(p_pattern text, p_everywhere boolean, p_archived boolean, p_cap integer)
  returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set enable_seqscan = off as $$
declare
  found uuid[];
begin
  -- A customer-bound key searches nothing.
  if not app.is_admin() then
    return '{}';
  end if;
  -- Planned for this very pattern: few or many, by trigrams or not, is for its letters to say.
  execute 'select array(select id from public.customers where tenant_id = $1'
    || case when p_archived then '' else ' and archived_at is null' end
    || case when p_everywhere
         then ' and (email_key like $3 or company_key like $4 or lower(external_id collate pg_c_utf8) like $4)'
         else ' and email_key like $3' end
    || ' limit $2)'
    into found
   using app.tenant_id(), p_cap + 1, lower(p_pattern collate "C"), lower(p_pattern collate pg_c_utf8);
  return case when cardinality(found) <= p_cap then found end;
end
$$;
grant execute on function app.search_customers(text, boolean, boolean, integer) to api_tenant;
