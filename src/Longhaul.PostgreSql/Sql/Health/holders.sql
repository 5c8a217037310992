-- What keeps old rows besides sessions: transactions that were prepared and wait for their second phase, and replication slots whose standby reads them.
select 0::smallint, gid, coalesce(owner, '')::text, extract(epoch from clock_timestamp() - prepared)::double precision
from pg_catalog.pg_prepared_xacts where database = pg_catalog.current_database()
union all
select 1::smallint, slot_name::text, case when active then 'active' else 'inactive' end, age(xmin)::double precision
from pg_catalog.pg_replication_slots where xmin is not null
order by 1, 4 desc, 2
