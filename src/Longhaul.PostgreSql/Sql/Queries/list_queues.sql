-- Every queue with an open job or a setting, with the number of its jobs by state.
with counted (queue, state, jobs) as (
    select queue, state, count(*) from {schema}.jobs where not queued and state in (0, 2, 4) and not is_container group by queue, state
    union all
    select queue, state, count(*) from {schema}.jobs where queued group by queue, state
    union all
    select name, 4::smallint, 0 from {schema}.pauses where scope = 0
    union all
    select queue, 4::smallint, 0 from {schema}.queue_limits)
select
    c.queue, c.queue in (select name from {schema}.pauses where scope = 0),
    coalesce(sum(jobs) filter (where state = 0), 0)::bigint, coalesce(sum(jobs) filter (where state = 1), 0)::bigint,
    coalesce(sum(jobs) filter (where state = 2), 0)::bigint, coalesce(sum(jobs) filter (where state = 3), 0)::bigint,
    l.running, l.rate_starts, l.rate_window
from counted c left join {schema}.queue_limits l on l.queue = c.queue
group by c.queue, l.queue order by c.queue collate "C"
