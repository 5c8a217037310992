-- Keeps the end of a running attempt, if its job's end concerns nobody else: no parent, no slots, nobody that waits for it. Not for
-- a success that leaves no trace.
insert into longhaul_attempts (
    job_id, number, instance, claim, worker, claimed_at, started_at, ended_at, outcome, error_code, error_message,
    exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms)
select
    id, attempt, instance, claim, worker, claimed_at, coalesce(started_at, max(claimed_at, @now - @ran_ms)), @now, @outcome, @error_code, @error_message,
    @exit_code, @signal, @peak_memory_bytes, @cpu_ms, @wall_ms
from longhaul_jobs
where id = @id and state = 3 and instance = @instance and claim = @claim and parent_id is null and slots is null
    and not exists (select 1 from longhaul_dependencies where depends_on = @id)
    and (keep_history = 1 or not @succeeded)
