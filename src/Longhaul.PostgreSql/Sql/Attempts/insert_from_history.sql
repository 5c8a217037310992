-- Gives an attempt whose end stands in its job's row of history a row of its own.
insert into {schema}.attempts (
    job_id, number, instance, claim, worker, claimed_at, started_at, ended_at, outcome, error_code, error_message,
    exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms, claimed_on)
select
    id, attempt, instance, claim, worker, claimed_at, started_at, finished_at, outcome, error_code, error_message,
    exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms, (claimed_at at time zone 'utc')::date
from {schema}.history
where id = @root_id and parent_id is null and outcome is not null and over_on = any(@over)
