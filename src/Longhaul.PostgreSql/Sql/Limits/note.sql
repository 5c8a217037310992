-- Notes the jobs of a claim: one by one where the queue has a limit, the number of them where it has a rate.
with running as (
    insert into {schema}.queue_running (queue, job_id, attempt)
    select * from unnest(@running_queues, @job_ids, @attempts)
)
insert into {schema}.queue_starts (queue, at, starts)
select queue, @now, starts from unnest(@rate_queues, @starts) as s (queue, starts)
