-- Forgets of these keys, which are locked, those without a job: one may have been taken between its listing and its lock.
delete from {schema}.slot_keys k where k.key = any(@keys) and not exists (select 1 from {schema}.slots s where s.key = k.key)
