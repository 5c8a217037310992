-- Rows and sizes of the schema's tables, all partitions of one together.
with parts as (
    select c.oid, coalesce(p.relname, c.relname) as name from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_inherits i on i.inhrelid = c.oid
    left join pg_catalog.pg_class p on p.oid = i.inhparent
    where n.nspname = @schema and c.relkind = 'r'
)
select
    p.name::text, sum(pg_catalog.pg_table_size(p.oid))::bigint, sum(pg_catalog.pg_indexes_size(p.oid))::bigint,
    coalesce(sum(s.n_live_tup), 0)::bigint, coalesce(sum(s.n_dead_tup), 0)::bigint
from parts p left join pg_catalog.pg_stat_all_tables s on s.relid = p.oid
group by p.name order by p.name
