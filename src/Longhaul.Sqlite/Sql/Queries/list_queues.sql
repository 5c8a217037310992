-- Every queue with an open job or a setting, with the number of its jobs by state.
with counted (queue, blocked, ready, scheduled, running) as (
    select queue, count(*), 0, 0, 0 from longhaul_jobs where state = 0 and is_container = 0 group by queue
    union all
    select queue, 0, count(*), 0, 0 from longhaul_jobs where state = 1 group by queue
    union all
    select queue, 0, 0, count(*), 0 from longhaul_jobs where state = 2 group by queue
    union all
    select queue, 0, 0, 0, count(*) from longhaul_jobs where state = 3 group by queue
    union all
    select queue, 0, 0, 0, 0 from longhaul_jobs where state = 4 group by queue
    union all
    select name, 0, 0, 0, 0 from longhaul_paused_queues)
select queue, queue in (select name from longhaul_paused_queues), sum(blocked), sum(ready), sum(scheduled), sum(running)
from counted group by queue order by queue
