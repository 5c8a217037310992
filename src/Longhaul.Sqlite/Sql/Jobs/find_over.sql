-- A job whose tree is over.
select * from longhaul_history where id = @id
