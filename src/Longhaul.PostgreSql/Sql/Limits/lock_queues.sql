-- The limits of queues, each of which nobody else claims from or changes until the transaction ends. One that is full as this begins is not locked: after
-- each end many claimers may come, and only one of them has a place to get.
with asked as materialized (
    {limits_asked}
), locked as materialized (
    select queue, running, rate_starts, rate_window, project from {schema}.queue_limits
    where queue in (select queue from asked where not is_full)
    order by queue
    for no key update
)
{limits_answer}
