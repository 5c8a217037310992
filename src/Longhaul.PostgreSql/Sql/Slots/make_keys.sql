-- Makes what is locked for keys that nobody used before.
insert into {schema}.slot_keys (key) select key from unnest(@keys) key order by key on conflict do nothing
