-- The virtual times of lanes are at least the tags of what was claimed there. Where they are raised again within a moment (@lead_ms), they are
-- raised by as much as the lane has handed out in such a time, so that no row is raised more than some twenty times a second; never by more than
-- twice of what it has handed out since. Answers with what they are at least.
with asked as materialized (
    select * from unnest(@queues, @priorities, @tags) as a (queue, priority, tag)
), clock as materialized (
    select {schema}.store_now() as now
), raised as (
    update {schema}.fair_lanes f set claimed = a.tag, raised_at = now, virtual = a.tag + case
        when @lead_ms > 0 and now >= f.raised_at then least(
            2 * (a.tag - f.claimed), ((a.tag - f.claimed) * (@lead_ms / greatest(extract(epoch from now - f.raised_at) * 1000, 1)))::bigint)
        else 0 end
    from asked a, clock
    where f.queue = a.queue and f.priority = a.priority and f.virtual < a.tag
    returning f.queue, f.priority, f.virtual
), made as (
    insert into {schema}.fair_lanes (queue, priority, virtual, claimed, raised_at)
    select queue, priority, tag, tag, now from asked a, clock
    where not exists (select 1 from {schema}.fair_lanes f where f.queue = a.queue and f.priority = a.priority)
    on conflict do nothing
)
select a.queue, a.priority, greatest(a.tag, f.virtual, r.virtual)
from asked a left join {schema}.fair_lanes f using (queue, priority) left join raised r using (queue, priority)
