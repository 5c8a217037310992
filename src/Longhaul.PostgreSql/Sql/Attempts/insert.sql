-- Keeps the ends of attempts.
insert into {schema}.attempts (
    job_id, number, instance, claim, worker, claimed_at, started_at, ended_at, outcome,
    error_code, error_message, exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms, claimed_on)
select
    job_id, number, instance, claim, worker, claimed_at, started_at, @ended_at, outcome,
    error_code, error_message, exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms, (claimed_at at time zone 'utc')::date
from unnest(
    @job_id, @number, @instance, @claim, @worker, @claimed_at, @started_at, @outcome,
    @error_code, @error_message, @exit_code, @signal, @peak_memory_bytes, @cpu_ms, @wall_ms)
    as a (
        job_id, number, instance, claim, worker, claimed_at, started_at, outcome,
        error_code, error_message, exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms)
