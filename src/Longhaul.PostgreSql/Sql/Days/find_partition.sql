-- Whether a partition is there: 0 on its own, 1 attached, 2 on its way out, 3 somebody else's.
select case when not pg_has_role(c.relowner, 'usage') then 3 when i.inhrelid is null then 0 when i.inhdetachpending then 2 else 1 end
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_inherits i on i.inhrelid = c.oid
where n.nspname = @schema and c.relname = @name
