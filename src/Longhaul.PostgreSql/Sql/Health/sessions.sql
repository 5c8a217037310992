-- How many wait for a lock, how many are connected and may be, who sleeps, and for how many days there are partitions. Locks are read rather than what
-- sessions wait for, which is shown to few users.
select
    (select count(distinct l.pid) from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
        where not l.granted and a.datname = pg_catalog.current_database() and a.pid <> pg_catalog.pg_backend_pid()),
    (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend'),
    pg_catalog.current_setting('max_connections')::bigint,
    (select count(*) from pg_catalog.pg_locks where locktype = 'advisory' and mode = 'ShareLock'
        and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
        and (classid::bigint << 32) | objid::bigint = pg_catalog.hashtextextended(@channel, 0)),
    (select count(*) from {schema}.days where has_history and day > ({schema}.store_now() at time zone 'utc')::date),
    {schema}.store_now()
