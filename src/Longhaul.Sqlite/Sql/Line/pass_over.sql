-- Where kinds or tenants are paused, and the queue is not: all that stands in its lanes was passed by.
update longhaul_fair_lanes set virtual = max(virtual, coalesce((
    select tag from longhaul_jobs j
    where j.queue = longhaul_fair_lanes.queue and j.priority = longhaul_fair_lanes.priority and j.front = 0 and j.state = 1 and j.crashes = 0
    order by tag desc limit 1), 0))
where queue = @queue and exists (select 1 from longhaul_pauses where scope <> 0)
    and queue not in (select name from longhaul_pauses where scope = 0)
