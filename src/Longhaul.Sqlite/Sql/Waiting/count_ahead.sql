-- How many ready jobs of a queue go before one that is ready, of some kinds or of any, without those that are paused.
select count(*) from (
    select 1 from longhaul_jobs
    where queue = @queue and state = 1 and priority >= @priority
        and (-priority, 1 - front, tag, position) < (-@priority, 1 - @front, @tag, @position)
        and (@kinds is null or kind in (select value from json_each(@kinds)))
        and tenant not in (select name from longhaul_pauses where scope = 2)
        and (not exists (select 1 from longhaul_pauses where scope = 1) or not exists (
            select 1 from longhaul_pauses p where p.scope = 1 and substr(kind || '.', 1, length(p.name) + 1) = p.name || '.'))
    limit @limit)
