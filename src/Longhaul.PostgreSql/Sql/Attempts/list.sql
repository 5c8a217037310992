-- A job's attempts that are over and began on these days, the first first; the last one may stand in the job's own row of history.
select
    job_id, number, instance, claim, worker, claimed_at, started_at, ended_at, outcome, error_code, error_message,
    exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms
from {schema}.attempts
where job_id = @job_id and claimed_on = any(@begun)
union all
select
    id, attempt, instance, claim, worker, claimed_at, started_at, finished_at, outcome, error_code, error_message,
    exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms
from {schema}.history
where id = @job_id and over_on = any(@over) and outcome is not null
order by 2
