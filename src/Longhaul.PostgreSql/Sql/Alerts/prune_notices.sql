-- Removes what was noted for alerts that are not there.
delete from {schema}.notices where id in (
    select id from {schema}.notices where alert not in (select key from {schema}.alerts) order by id limit @limit)
