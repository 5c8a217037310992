-- Keeps the ended attempt of a plain job.
insert into longhaul_attempts
select
    id, attempt, instance, claim, worker, claimed_at, started_at, @now, @outcome, @error_code, @error_message,
    @exit_code, @signal, @peak_memory_bytes, @cpu_ms, @wall_ms
from longhaul_jobs where id = @id
