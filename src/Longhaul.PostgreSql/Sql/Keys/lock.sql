-- Locks keys.
select key from {schema}.unique_keys where key = any(@keys) order by key for no key update
