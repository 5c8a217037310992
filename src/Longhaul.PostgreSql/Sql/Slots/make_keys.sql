-- Makes what is locked for keys that nobody used before. From here on this transaction waits for locks as long as it says, if it does.
insert into {schema}.slot_keys (key)
select key from unnest(@keys) key, pg_catalog.set_config('lock_timeout', coalesce(@wait_ms::text, pg_catalog.current_setting('lock_timeout')), true)
order by key
on conflict do nothing
