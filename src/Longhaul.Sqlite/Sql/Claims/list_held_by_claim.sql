-- The jobs that run under one token.
select {job} from longhaul_jobs where instance = @instance and claim = @claim and state = 3 order by id
