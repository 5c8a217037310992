-- A start counts under a rate key.
insert into longhaul_key_starts (key, job_id, attempt, until) values (@key, @job_id, @attempt, @until)
on conflict do nothing
