-- A job neither holds its slots nor waits for them any more.
delete from longhaul_slots where job_id = @job_id
