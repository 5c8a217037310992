-- A job whose tree is not over.
select {job} from longhaul_jobs where id = @id
