delete from longhaul_logs where job_id = @id
