-- The same as insert_plain.sql for lanes that are fair, or about to be: each job that is ready has its place at the end of its tenant's line.
with added as materialized (
    select nextval('{schema}.numbers') as id, input, coalesce(kind, (@kinds)[1]) as kind, coalesce(queue, (@queues)[1]) as queue,
        coalesce(priority, (@priorities)[1])::smallint as priority, coalesce(tenant, (@tenants)[1]) as tenant, step, definition,
        coalesce(exclusive, (@exclusive)[1]) as exclusive, coalesce(on_worker_lost, (@on_worker_lost)[1]) as on_worker_lost,
        coalesce(keep_history, (@keep_history)[1]) as keep_history, clock.now, greatest(n.at, clock.now + n.delay) as due,
        coalesce(greatest(n.at, clock.now + n.delay) <= clock.now, true) as ready
    from unnest(
        @inputs, @kinds, @queues, @priorities, @tenants, @steps, @definitions, @exclusive, @on_worker_lost, @keep_history, @at, @delays)
        as n (
            input, kind, queue, priority, tenant, step, definition, exclusive, on_worker_lost, keep_history, at, delay),
        (select {schema}.store_now() as now) clock
), line as materialized (
    select * from {schema}.join_lines(
        (select array_agg(queue) from added where ready), (select array_agg(priority) from added where ready),
        (select array_agg(tenant) from added where ready), true)
), inserted as (
    insert into {schema}.jobs (
        id, root_id, tag, kind, queue, priority, tenant, step, is_container, exclusive, on_worker_lost, keep_history, created_at, state,
        position, due_at, input, definition, queued, wake_at)
    select
        id, id,
        coalesce(case when ready then l.tag + l.step * row_number() over (partition by queue, priority, tenant, ready order by id) end, 0),
        kind, queue, priority, tenant, a.step, false, exclusive, on_worker_lost, keep_history, now, case when ready then 1 else 2 end, id,
        case when not ready then due end, input, definition, ready, case when not ready then due end
    from added a left join line l using (queue, priority, tenant)
    returning id
)
select array_agg(id order by id) from inserted
