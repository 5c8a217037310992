-- Locks keys that no job seems to hold or wait for; a locked one is in use just now.
select key from {schema}.slot_keys k where not exists (select 1 from {schema}.slots s where s.key = k.key)
limit @limit
for update skip locked
