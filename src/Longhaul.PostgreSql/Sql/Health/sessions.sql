-- The session whose snapshot or transaction is the oldest, how many wait for a lock, how many are connected and may be, and who sleeps.
with mine as (
    select * from pg_catalog.pg_stat_activity where datname = pg_catalog.current_database() and pid <> pg_catalog.pg_backend_pid()
), oldest as (
    select
        extract(epoch from clock_timestamp() - xact_start)::double precision as seconds, pid,
        coalesce(nullif(application_name, ''), 'no name') as name, coalesce(usename, '')::text as usename, coalesce(state, '') as state
    from mine where xact_start is not null and (backend_xid is not null or backend_xmin is not null)
    order by xact_start limit 1
)
select
    o.seconds, o.pid, o.name, o.usename, o.state,
    (select count(*) from mine where wait_event_type = 'Lock'),
    (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend'),
    pg_catalog.current_setting('max_connections')::bigint,
    (select count(*) from pg_catalog.pg_locks where locktype = 'advisory' and mode = 'ShareLock'
        and (classid::bigint << 32) | objid::bigint = pg_catalog.hashtextextended(@channel, 0)),
    (select count(*) from {schema}.days where has_history and day > ({schema}.store_now() at time zone 'utc')::date),
    {schema}.store_now()
from (select 1) one left join oldest o on true
