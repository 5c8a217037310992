-- As lock_queues.sql, for a claim from several queues, which does not wait for one: those from which somebody else claims at this moment are only named.
with asked as materialized (
    {limits_asked}
), locked as materialized (
    select queue, running, rate_starts, rate_window, project from {schema}.queue_limits
    where queue in (select queue from asked where not is_full)
    order by queue
    for no key update skip locked
)
{limits_answer}
