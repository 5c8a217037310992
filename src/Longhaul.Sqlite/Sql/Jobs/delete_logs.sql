-- Forgets a job's output.
delete from longhaul_logs where job_id = @id
