-- Keeps the end of an attempt.
insert into {schema}.attempts (
    job_id, number, instance, claim, worker, claimed_at, started_at, ended_at, outcome,
    error_code, error_message, exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms, claimed_on)
values (
    @job_id, @number, @instance, @claim, @worker, @claimed_at, @started_at, @ended_at, @outcome,
    @error_code, @error_message, @exit_code, @signal, @peak_memory_bytes, @cpu_ms, @wall_ms, @claimed_on)
