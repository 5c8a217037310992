-- Locks keys.
select key from {schema}.slot_keys where key = any(@keys) order by key for no key update
