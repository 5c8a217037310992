-- The same as find_ready_crashed of one priority only.
select id, priority, front, tag, position, crashes, false from longhaul_jobs indexed by longhaul_jobs_ready_crashed
where queue = @queue and priority = @priority and state = 1 and crashes > 0
    and (@kinds is null or kind in (select value from json_each(@kinds)))
    and queue not in (select name from longhaul_pauses where scope = 0) and tenant not in (select name from longhaul_pauses where scope = 2)
    and (not exists (select 1 from longhaul_pauses where scope = 1) or not exists (
        select 1 from longhaul_pauses p where p.scope = 1 and substr(kind || '.', 1, length(p.name) + 1) = p.name || '.'))
order by front desc, tag, position
limit 1
