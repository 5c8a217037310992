-- Forgets of these keys, which are locked, those without a job: one may have been taken between its listing and its lock. The times of their lines go with them.
with gone as (
    delete from {schema}.slot_keys k where k.key = any(@keys) and not exists (select 1 from {schema}.slots s where s.key = k.key)
    returning k.key
)
delete from {schema}.key_times where key in (select key from gone)
