-- The server's version, what this user may do, how many connections are left, and how text is kept. A limit below zero is none.
select current_setting('server_version'),
    current_setting('server_version_num')::integer,
    current_user::text,
    pg_is_in_recovery(),
    n.oid is not null,
    exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relname = 'meta'),
    has_database_privilege(current_database(), 'create'),
    coalesce(has_schema_privilege(n.oid, 'usage'), false),
    coalesce(has_schema_privilege(n.oid, 'create'), false) or exists (
        select from pg_catalog.pg_proc p
        where p.pronamespace = n.oid and p.proname = 'make_day' and p.prosecdef and has_function_privilege(p.oid, 'execute')),
    least(
        current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
            - (select sum(s.numbackends) from pg_catalog.pg_stat_database s),
        (select d.datconnlimit - s.numbackends
            from pg_catalog.pg_database d join pg_catalog.pg_stat_database s on s.datid = d.oid
            where d.datname = current_database() and d.datconnlimit >= 0),
        (select r.rolconnlimit - (select count(*) from pg_catalog.pg_stat_activity a where a.usename = current_user)
            from pg_catalog.pg_roles r where r.rolname = current_user and r.rolconnlimit >= 0))::integer + 1,
    clock_timestamp(),
    pg_backend_pid(),
    current_setting('server_encoding')
from (select @schema::text as name) wanted left join pg_catalog.pg_namespace n on n.nspname = wanted.name
