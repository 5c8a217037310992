-- Forgets what a job waited for.
delete from longhaul_dependencies where job_id = @id
