-- A job whose tree is not over.
select * from longhaul_jobs where id = @id
