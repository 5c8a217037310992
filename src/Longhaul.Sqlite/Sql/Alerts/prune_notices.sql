-- Removes what was noted for alerts that are not there.
delete from longhaul_notices where id in (
    select id from longhaul_notices where alert not in (select key from longhaul_alerts) order by id limit @limit)
