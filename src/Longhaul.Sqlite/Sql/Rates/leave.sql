-- A job that has started holds its place under a rate key no more.
delete from longhaul_slots where key = @key and job_id = @job_id
