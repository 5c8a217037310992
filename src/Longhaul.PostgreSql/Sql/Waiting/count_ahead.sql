-- How many ready jobs of a queue go before one that is ready, of some kinds or of any, without those that are paused.
with paused as materialized (
    select coalesce(array_agg(name || '.') filter (where scope = 1), '{}') as kinds, coalesce(array_agg(name) filter (where scope = 2), '{}') as tenants
    from {schema}.pauses
)
select count(*)::integer from (
    select 1 from (
        select kind, tenant, priority, front_lane as front, tag, position from {schema}.jobs
        where queue = @queue and priority >= @priority and queued and (front_lane or crashes > 0) and state = 1
        union all
        select kind, tenant, priority, false, tag, position from {schema}.jobs
        where queue = @queue and priority >= @priority and queued and not front_lane and crashes = 0 and state = 1) j
    where (-priority, not front, tag, position) < (-@priority, not @front, @tag, @position)
        and (@kinds is null or kind = any(@kinds))
        and tenant <> all((select tenants from paused)::text[]) and not (kind || '.' ^@ any((select kinds from paused)::text[]))
    limit @limit) ahead
