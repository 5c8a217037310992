-- How busy each worker is: started jobs, those of a queue, and running jobs that have lost a worker.
select instance, count(started_at), count(iif(queue = @queue, started_at, null)), sum(crashes > 0)
from longhaul_jobs where state = 3 group by instance
