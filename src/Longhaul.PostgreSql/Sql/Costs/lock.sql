-- One call adds costs of a tenant at a time, so that the ids of its costs are in the order of their commits, and a sum can go on where another ended.
select pg_advisory_xact_lock(k) from (
    select distinct hashtextextended('longhaul.costs ' || {schema_text} || ' ' || t, 0) as k from unnest(@tenants) t order by k) l
