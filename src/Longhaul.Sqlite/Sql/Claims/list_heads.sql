-- The first job that may be taken in each priority of a queue, and where it stands.
with lanes (priority) as (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)), heads (priority, position) as (
    select l.priority, (
        select position from longhaul_jobs j
        where queue = @queue and j.priority = l.priority and state = 1 and (crashes = 0 or @allow_crashed)
            and (@kinds is null or kind in (select value from json_each(@kinds)))
            and queue not in (select name from longhaul_pauses where scope = 0) and tenant not in (select name from longhaul_pauses where scope = 2)
            and (not exists (select 1 from longhaul_pauses where scope = 1) or not exists (
                select 1 from longhaul_pauses p where p.scope = 1 and substr(kind || '.', 1, length(p.name) + 1) = p.name || '.'))
        order by front desc, tag, position
        limit 1)
    from lanes l)
select priority, position from heads where position is not null
