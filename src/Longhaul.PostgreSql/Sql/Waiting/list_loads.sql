-- How busy each worker is: started jobs, those of a queue, and running jobs that have lost a worker. Jobs are looked up one by one (offset 0), as in
-- list_rescuable.sql.
select c.instance, count(j.started_at)::integer, count(j.started_at) filter (where j.queue = @queue)::integer,
    count(*) filter (where j.crashes > 0)::integer
from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) cross join lateral (
    select started_at, queue, crashes from {schema}.jobs
    where id = held.id and state = 3 and instance = c.instance and claim = c.claim offset 0) j
group by c.instance
