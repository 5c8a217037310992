delete from longhaul_jobs where id = @id
