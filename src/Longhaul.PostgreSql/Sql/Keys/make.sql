-- Makes rows for keys that nobody had; they hold nothing yet.
insert into {schema}.unique_keys (key, job_id, scope, until)
select key, 0, 1, null from unnest(@keys) key order by key
on conflict do nothing
