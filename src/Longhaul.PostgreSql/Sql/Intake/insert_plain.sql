-- Adds jobs that stand for themselves: no parent, nothing they wait for, no slots, no unique keys. One that is not due yet is scheduled.
with added as (
    select nextval('{schema}.numbers') as id, n.*, clock.now,
        greatest(n.at, clock.now + n.delay) as due
    from unnest(
        @kinds, @queues, @priorities, @tenants, @steps, @inputs, @definitions, @exclusive, @on_worker_lost, @keep_history, @at, @delays)
        as n (
            kind, queue, priority, tenant, step, input, definition, exclusive, on_worker_lost, keep_history, at, delay),
        (select {schema}.store_now() as now) clock
)
insert into {schema}.jobs (
    id, root_id, kind, queue, priority, tenant, step, is_container, exclusive, on_worker_lost, keep_history, created_at, state,
    position, due_at, input, definition, queued, wake_at)
select
    id, id, kind, queue, priority, tenant, step, false, exclusive, on_worker_lost, keep_history, now,
    case when due > now then 2 else 1 end, id, case when due > now then due end, input, definition, coalesce(due <= now, true),
    case when due > now then due end
from added
returning id
