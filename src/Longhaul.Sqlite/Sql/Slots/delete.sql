delete from longhaul_slots where job_id = @job_id
