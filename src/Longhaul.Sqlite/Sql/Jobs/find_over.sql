select * from longhaul_history where id = @id
