-- The limits of queues, each of which nobody else claims from or changes until the transaction ends. One that is full as this begins is not locked: after
-- each end many claimers may come, and only one of them has a place to get.
with asked as materialized (
    select l.queue, l.rate_starts is null and l.running <= (
        select count(*) from {schema}.queue_running r
        where r.queue = l.queue and r.n >= q.count_from
            and (select j.state = 3 and j.attempt = r.attempt from {schema}.jobs j where j.id = r.job_id)) is true as is_full
    from unnest(@queues, @count_from) as q (queue, count_from) join {schema}.queue_limits l on l.queue = q.queue
), locked as materialized (
    select queue, running, rate_starts, rate_window, project from {schema}.queue_limits
    where queue in (select queue from asked where not is_full)
    order by queue
    for no key update
)
select l.queue, l.running, l.rate_starts, l.rate_window, l.project, exists (select 1 from {schema}.pauses p where p.scope = 0 and p.name = l.queue), l.is_full, l.is_busy
from (
    select *, false as is_full, false as is_busy from locked
    union all
    select l.queue, l.running, l.rate_starts, l.rate_window, l.project, a.is_full, not a.is_full
    from asked a join {schema}.queue_limits l on l.queue = a.queue where a.queue not in (select queue from locked)) l
