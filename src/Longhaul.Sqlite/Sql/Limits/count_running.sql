-- How many jobs of a queue are claimed and not over. Among all that run: they are few, and an index by queue would cost every claim.
select count(*) from longhaul_jobs indexed by longhaul_jobs_running where state = 3 and queue = @queue
