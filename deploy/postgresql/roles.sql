-- Four roles with no more rights than they need. Run it as an administrator in the database that is to hold the store, as often as you like:
--
--   psql -v ON_ERROR_STOP=1 -v schema=longhaul -f deploy/postgresql/roles.sql "$ADMIN_URL"
--   psql "$ADMIN_URL" -c '\password longhaul_migrate' -c '\password longhaul_work' -c '\password longhaul_read' -c '\password longhaul_enqueue'
--
--   longhaul_migrate  owns the schema:        longhaul migrate
--   longhaul_work     reads and writes rows:  longhaul work, enqueue, jobs, … with LONGHAUL_MIGRATE=off
--   longhaul_read     reads:                  dashboards, KEDA
--   longhaul_enqueue  adds jobs by SQL:       select longhaul.enqueue('mail', '{"to": "ann"}'); grant it to your applications' own roles
--
-- Secrets and encrypted inputs are unreadable to all of them without FERNET_KEY, which the database never sees.

\if :{?schema}
\else
    \set schema longhaul
\endif

select format('create role %I login', name) from unnest(array['longhaul_migrate', 'longhaul_work', 'longhaul_read', 'longhaul_enqueue']) name
where not exists (select from pg_roles where rolname = name) \gexec

grant connect on database :"DBNAME" to longhaul_migrate, longhaul_work, longhaul_read, longhaul_enqueue;

-- The administrator need not be a superuser, but must be able to give the schema away.
grant longhaul_migrate to current_user;
create schema if not exists :"schema" authorization longhaul_migrate;
-- A store that somebody else has made changes hands, with all that is in it.
select format('alter schema %I owner to longhaul_migrate', nspname) from pg_namespace
where nspname = :'schema' and pg_get_userbyid(nspowner) <> 'longhaul_migrate' \gexec
select format('alter table %s owner to longhaul_migrate', c.oid::regclass) from pg_class c
where c.relnamespace = (select oid from pg_namespace where nspname = :'schema') and c.relkind in ('r', 'p', 'S') and pg_get_userbyid(c.relowner) <> 'longhaul_migrate'
    -- A column's own sequence goes with its table.
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refobjsubid > 0 and d.deptype in ('a', 'i')) \gexec
select format('alter function %s owner to longhaul_migrate', p.oid::regprocedure) from pg_proc p
where p.pronamespace = (select oid from pg_namespace where nspname = :'schema') and pg_get_userbyid(p.proowner) <> 'longhaul_migrate' \gexec
grant usage on schema :"schema" to longhaul_work, longhaul_read, longhaul_enqueue;

-- What is there already.
grant select, insert, update, delete on all tables in schema :"schema" to longhaul_work;
grant usage, select, update on all sequences in schema :"schema" to longhaul_work;
grant execute on all functions in schema :"schema" to longhaul_work;
grant select on all tables in schema :"schema" to longhaul_read;

-- What migrations and days will make.
alter default privileges for role longhaul_migrate in schema :"schema" grant select, insert, update, delete on tables to longhaul_work;
alter default privileges for role longhaul_migrate in schema :"schema" grant usage, select, update on sequences to longhaul_work;
alter default privileges for role longhaul_migrate in schema :"schema" grant execute on functions to longhaul_work;
alter default privileges for role longhaul_migrate in schema :"schema" grant select on tables to longhaul_read;

-- Whoever only reads adds nothing. Run this script again after the first migration: before it there is no function to speak of.
alter default privileges for role longhaul_migrate revoke execute on functions from public;
select format('revoke execute on function %s from public', p.oid::regprocedure) from pg_proc p
where p.pronamespace = (select oid from pg_namespace where nspname = :'schema') \gexec
select format('grant execute on function %s to longhaul_enqueue', p.oid::regprocedure) from pg_proc p
where p.pronamespace = (select oid from pg_namespace where nspname = :'schema') and p.proname = 'enqueue' \gexec
