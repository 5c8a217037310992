-- Adds jobs that stand for themselves: no parent, nothing they wait for, no slots, no unique keys. One that is not due yet is scheduled.
-- What all of them share is given once, in a list of one; ids where they were reserved. Answers with the ids, in the order of the jobs; with nothing,
-- and adds nothing, where a lane of theirs is fair.
with added as (
    select coalesce(n.reserved, nextval('{schema}.numbers')) as id, n.*, clock.now,
        greatest(n.at, clock.now + n.delay) as due
    from unnest(
        @inputs, @kinds, @queues, @priorities, @tenants, @steps, @definitions, @exclusive, @on_worker_lost, @keep_history, @at, @delays, @ids)
        as n (
            input, kind, queue, priority, tenant, step, definition, exclusive, on_worker_lost, keep_history, at, delay, reserved),
        (select {schema}.store_now() as now) clock
    where not exists (select 1 from {schema}.fair_lanes f where f.queue = any(@queues) and f.priority = any(@priorities))
), inserted as (
    insert into {schema}.jobs (
        id, root_id, kind, queue, priority, tenant, step, is_container, exclusive, on_worker_lost, keep_history, created_at, state,
        position, due_at, input, definition, queued, wake_at)
    select
        id, id, coalesce(kind, (@kinds)[1]), coalesce(queue, (@queues)[1]), coalesce(priority, (@priorities)[1]), coalesce(tenant, (@tenants)[1]),
        step, false, coalesce(exclusive, (@exclusive)[1]), coalesce(on_worker_lost, (@on_worker_lost)[1]), coalesce(keep_history, (@keep_history)[1]),
        now, case when due > now then 2 else 1 end, id, case when due > now then due end, input, definition, coalesce(due <= now, true),
        case when due > now then due end
    from added
    returning id
)
select array_agg(id order by id) from inserted
