-- Forgets a job's attempts.
delete from longhaul_attempts where job_id = @id
