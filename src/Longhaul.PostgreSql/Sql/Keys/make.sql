-- Makes rows for keys that nobody had; they hold nothing yet. From here on this transaction waits for locks no longer than it says, if it does: somebody may
-- hold a key in a transaction that stays open.
insert into {schema}.unique_keys (key, job_id, scope, until)
select key, 0, 1, null
from unnest(@keys) key, pg_catalog.set_config('lock_timeout', coalesce(@wait_ms::text, pg_catalog.current_setting('lock_timeout')), true)
order by key
on conflict do nothing
