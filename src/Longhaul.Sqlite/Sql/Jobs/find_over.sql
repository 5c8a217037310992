-- A job whose tree is over.
select {job} from longhaul_history where id = @id
