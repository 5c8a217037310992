-- The first job that may be taken in each lane, and where it stands; looked for as in claim.sql.
with paused as materialized (
    select count(*) = 0 as nothing, coalesce(bit_xor(hashtextextended(scope || name, cause)) filter (where scope <> 0), 0) = @pauses as is_known,
        coalesce(array_agg(name) filter (where scope = 0), '{}') as queues,
        coalesce(array_agg(name || '.') filter (where scope = 1), '{}') as kinds,
        coalesce(array_agg(name) filter (where scope = 2), '{}') as tenants
    from {schema}.pauses
)
select l.queue, l.priority, h.position from unnest(@lane_queues, @lane_priorities, @lane_tags, @lane_positions) as l (queue, priority, tag, position)
cross join lateral (
    select * from (
        (select j.front_lane as front, j.tag, j.position from {schema}.jobs j
        where j.queue = l.queue and j.priority = l.priority and j.queued and (j.front_lane or j.crashes > 0)
            and (j.crashes = 0 or @allow_crashed) and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
            and ((select nothing from paused)
                or not (j.tenant = any((select tenants from paused)::text[]) or j.kind || '.' ^@ any((select kinds from paused)::text[])))
        order by j.front_lane desc, j.tag, j.position limit 1)
        union all
        (select false, j.tag, j.position from {schema}.jobs j
        where j.queue = l.queue and j.priority = l.priority and j.queued and not j.front_lane and j.crashes = 0
            and (j.tag, j.position) > (
                case when (select is_known from paused) then l.tag else '-9223372036854775808'::bigint end,
                case when (select is_known from paused) then l.position else '-9223372036854775808'::bigint end)
            and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
            and ((select nothing from paused)
                or not (j.tenant = any((select tenants from paused)::text[]) or j.kind || '.' ^@ any((select kinds from paused)::text[])))
        order by j.tag, j.position limit 1)) c
    order by c.front desc, c.tag, c.position limit 1) h
where l.queue <> all((select queues from paused)::text[])
