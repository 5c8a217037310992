-- Every queue with an open job or a setting, with the number of its jobs by state.
with counted (queue, state, jobs) as (
    select queue, state, count(*) from longhaul_jobs where state in (0, 2, 4) and is_container = 0 group by queue, state
    union all
    select queue, 1, count(*) from longhaul_jobs where state = 1 group by queue
    union all
    select queue, 3, count(*) from longhaul_jobs where state = 3 group by queue
    union all
    select name, 4, 0 from longhaul_pauses where scope = 0)
select
    queue, queue in (select name from longhaul_pauses where scope = 0),
    sum(iif(state = 0, jobs, 0)), sum(iif(state = 1, jobs, 0)), sum(iif(state = 2, jobs, 0)), sum(iif(state = 3, jobs, 0))
from counted group by queue order by queue
