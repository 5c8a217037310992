-- Whether the schema is one of ours.
select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = @schema and c.relname = 'meta'
