-- Takes a job out of the open ones.
delete from longhaul_jobs where id = @id
