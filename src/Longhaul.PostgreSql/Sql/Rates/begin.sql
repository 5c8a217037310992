-- Starts count under their rate keys, and no more the places that the jobs held for them; only those of attempts that still run. Once more is no harm.
with begun as materialized (
    select r.key, r.job_id, j.attempt, j.claimed_at + r.window_ms * interval '1 ms' as until
    from unnest(@keys, @job_ids, @windows) as r (key, job_id, window_ms) join {schema}.jobs j
        on j.id = r.job_id and j.state = 3 and j.instance = @instance and j.claim = @claim
), freed as (
    delete from {schema}.slots s using begun b where s.key = b.key and s.job_id = b.job_id
)
insert into {schema}.key_starts (key, job_id, attempt, until) select key, job_id, attempt, until from begun
on conflict do nothing
