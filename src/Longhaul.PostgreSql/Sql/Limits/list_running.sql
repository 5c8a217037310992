-- The jobs that count for a queue's limit.
select {job}, front_lane from {schema}.jobs
where id in (select job_id from {schema}.queue_running where queue = @queue) and queue = @queue and state = 3
order by id
limit @limit
