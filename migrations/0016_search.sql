-- Substring search for tenants of any size. `like` is not leakproof, so under row-level security it cannot use an
-- index. This function can. It returns only ids, which the caller looks up as the tenant role, under its policies.

create extension if not exists pg_trgm with schema public;

-- Text as searches compare names: in lower case and without accents, so that `sohne` finds `Söhne`. Most letters with
-- accents have a Unicode decomposition, and the others are listed. Only built-in collations and tables are used, so the
-- result can be indexed. In plpgsql, because the planner would inline an expression into every insert.
create function app.folded(p_text text) returns text
  language plpgsql immutable parallel safe as $$
declare
  lowered constant text := lower(p_text collate pg_c_utf8);
begin
  if octet_length(p_text) = char_length(p_text) then
    return lowered;
  end if;
  -- Text that consists of accents stays unchanged, because an empty text would match every name.
  return coalesce(nullif(normalize(replace(replace(replace(replace(translate(
    regexp_replace(normalize(lowered, nfd), '[\u0300-\u036f]', '', 'g'),
    'øłđðħıŧĸŋſ', 'olddhitkns'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), nfc), ''), lowered);
end
$$;
grant execute on function app.folded(text) to api_tenant;

alter table public.customers
  add company_search text collate "C" generated always as (app.folded(company_name)) stored;

-- Not prefixed with the tenant: that measured slower, because the tenant's entries are scattered. `|| ''` is not
-- leakproof, so that no condition of a tenant's query can use this index of all tenants.
create index customers_search on public.customers
  using gin ((email_key || '') public.gin_trgm_ops, (company_search || '') public.gin_trgm_ops,
             lower(external_id collate pg_c_utf8) public.gin_trgm_ops);

-- Ids of the tenant's customers that have the text, escaped for `like`, in the email or, with p_everywhere, also in
-- company name or external id. Null if there are more than p_cap: scanning the tenant in order is faster then.
create function app.search_customers(p_text text, p_everywhere boolean, p_archived boolean, p_cap integer)
  returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set enable_seqscan = off as $$
declare
  found uuid[];
begin
  -- Planned for this specific pattern, because the best plan depends on its characters.
  execute 'select array(select id from public.customers where tenant_id = $1'
    || case when p_archived then '' else ' and archived_at is null' end
    || case when p_everywhere
         then ' and (email_key || '''' like $3 or company_search || '''' like $4'
           || ' or lower(external_id collate pg_c_utf8) like $5)'
         else ' and email_key || '''' like $3' end
    || ' limit $2)'
    into found
   using app.entered_tenant(), p_cap + 1, '%' || lower(p_text collate "C") || '%', '%' || app.folded(p_text) || '%',
         '%' || lower(p_text collate pg_c_utf8) || '%';
  return case when cardinality(found) <= p_cap then found end;
end
$$;
grant execute on function app.search_customers(text, boolean, boolean, integer) to api_tenant;
