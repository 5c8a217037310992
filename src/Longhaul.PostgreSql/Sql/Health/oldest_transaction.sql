-- The session whose snapshot or transaction is the oldest that this user may see, how many others have one that he may not see the age of, and who he is.
with holders as (
    select * from pg_catalog.pg_stat_activity
    where datname = pg_catalog.current_database() and pid <> pg_catalog.pg_backend_pid() and (backend_xid is not null or backend_xmin is not null)
), oldest as (
    select
        extract(epoch from clock_timestamp() - xact_start)::double precision as seconds, pid,
        coalesce(nullif(application_name, ''), 'no name') as name, coalesce(usename, '')::text as usename, coalesce(state, '') as state
    from holders where xact_start is not null
    order by xact_start limit 1
)
select
    o.seconds, o.pid, o.name, o.usename, o.state,
    (select count(*) from holders where usesysid is not null and xact_start is null
        and not pg_catalog.pg_has_role('pg_read_all_stats', 'usage') and not pg_catalog.pg_has_role(usesysid, 'usage')),
    pg_catalog.quote_ident(current_user)
from (select 1) one left join oldest o on true
