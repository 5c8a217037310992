-- Whoever holds a lock on a table of the store, or on any of them or migrates, in a transaction that is not just passing: the oldest one. Since when is shown
-- to few users.
select a.pid, coalesce(nullif(a.application_name, ''), 'no name'), coalesce(a.usename, '')::text, coalesce(a.state, ''),
    extract(epoch from clock_timestamp() - a.xact_start)::double precision
from pg_catalog.pg_stat_activity a
where a.pid <> pg_catalog.pg_backend_pid() and a.datname = pg_catalog.current_database()
    and (a.xact_start is null or a.xact_start < clock_timestamp() - interval '250 ms')
    and exists (
        select 1 from pg_catalog.pg_locks l left join pg_catalog.pg_class c on l.locktype = 'relation' and c.oid = l.relation
        where l.pid = a.pid and l.granted and l.database = a.datid and (
            (c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = @schema) and (@table is null or c.relname = @table))
            or (@table is null and l.locktype = 'advisory'
                and (l.classid::bigint << 32) | l.objid::bigint = pg_catalog.hashtextextended('longhaul.migrate', 0))))
order by a.xact_start
limit 1
