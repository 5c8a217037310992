-- Gives a key to a job.
insert into {schema}.unique_keys (key, job_id, scope, until) values (@key, @job_id, @scope, @until)
on conflict (key) do update set job_id = excluded.job_id, scope = excluded.scope, until = excluded.until
