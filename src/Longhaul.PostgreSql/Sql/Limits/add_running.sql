-- Begins to count the jobs of a queue that run. They are found by what claims hold, one by one (offset 0): however many wait in the queue, claims stand still for as long
-- as this takes.
insert into {schema}.queue_running (queue, job_id, attempt)
select @queue, j.id, j.attempt
from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) cross join lateral (
    select id, attempt from {schema}.jobs
    where id = held.id and queue = @queue and state = 3 and instance = c.instance and claim = c.claim offset 0) j
