-- A job's attempts that are over, the first first.
select * from longhaul_attempts where job_id = @job_id order by number
