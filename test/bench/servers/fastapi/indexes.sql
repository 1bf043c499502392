-- An index for each sort order of the peer, for its lookups, and for its search.
create unique index on customers (tenant_id, lower(email));
create index on customers (tenant_id, created_at, id);
create index on customers (tenant_id, email, id);
create index on customers (tenant_id, email desc nulls last, id desc);
create index on customers (tenant_id, company_name, id);
create index on customers (tenant_id, company_name desc nulls last, id desc);
create index on customers (tenant_id, country_code, id);
create index on customers (tenant_id, country_code desc nulls last, id desc);
create index on customers using gin (email gin_trgm_ops);
create index on subscriptions (tenant_id, customer_id, created_at);
create index on instances (tenant_id, customer_id, created_at);
create index on rules (tenant_id, customer_id);
