-- Every queue with an open job or a setting, with the number of its jobs by state.
with counted (queue, state, jobs) as (
    select queue, state, count(*) from longhaul_jobs where state in (0, 2, 4) and is_container = 0 group by queue, state
    union all
    select queue, 1, count(*) from longhaul_jobs where state = 1 group by queue
    union all
    select queue, 3, count(*) from longhaul_jobs where state = 3 group by queue
    union all
    select name, 4, 0 from longhaul_pauses where scope = 0
    union all
    select queue, 4, 0 from longhaul_queue_limits)
select
    c.queue, c.queue in (select name from longhaul_pauses where scope = 0),
    sum(iif(state = 0, jobs, 0)), sum(iif(state = 1, jobs, 0)), sum(iif(state = 2, jobs, 0)), sum(iif(state = 3, jobs, 0)),
    l.running, l.rate_starts, l.rate_window_ms
from counted c left join longhaul_queue_limits l on l.queue = c.queue
group by c.queue order by c.queue
