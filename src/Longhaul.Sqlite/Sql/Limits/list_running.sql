-- The jobs of a queue that are claimed and not over.
select {job} from longhaul_jobs indexed by longhaul_jobs_running where state = 3 and queue = @queue order by id limit @limit
