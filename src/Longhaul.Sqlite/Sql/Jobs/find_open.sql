select * from longhaul_jobs where id = @id
