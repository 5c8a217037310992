select * from longhaul_attempts where job_id = @job_id order by number
