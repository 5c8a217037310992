-- The first ready jobs of a lane that have lost no worker; answered from the index alone.
select id, priority, front, tag, position, crashes, false from longhaul_jobs
where queue = @queue and state = 1 and crashes = 0
    and (@kinds is null or kind in (select value from json_each(@kinds)))
    and queue not in (select name from longhaul_paused_queues)
order by priority desc, front desc, tag, position
limit @limit
