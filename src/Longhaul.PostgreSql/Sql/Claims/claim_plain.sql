-- The short way of a claim, for one queue of whose jobs none were put back or have lost a worker: takes the first by priority, tag and
-- position, those that may wait for a place also beyond the places. Answers as claim.sql does; where the queue is special nothing is taken.
-- Per thousand jobs, without planning: 15 ms of the server's time, against 23 by the general statement; 12 is what the bare update takes that
-- answers with arrays of the same columns. (Rows found by a list of where they lie: 3 ms less than by a join. What all jobs share is answered
-- once, as an array of one: 3 ms less, and as much for the worker.)
with standing as materialized (
    select
        (select label from {schema}.workers where instance = @instance and not dead) as worker,
        exists (select 1 from {schema}.claims where instance = @instance and claim = @claim) as again,
        exists (select 1 from {schema}.jobs where queue = @queue and queued and (front_lane or crashes > 0) and state = 1)
            or exists (select 1 from {schema}.pauses where scope <> 0 or name = @queue)
            or exists (select 1 from {schema}.queue_limits where queue = @queue) as special,
        {schema}.store_now() as now
), seen as materialized (
    select n.lies, n.id, n.may_wait from unnest(@lane_priorities, @lane_tags, @lane_positions) as l (priority, tag, position) cross join lateral (
        select j.ctid as lies, j.id, j.is_plain or (j.parent_id is null and j.slots is null and not j.exclusive) as may_wait
        from {schema}.jobs j
        where j.queue = @queue and j.priority = l.priority and j.queued and not j.front_lane and j.crashes = 0
            and (j.tag, j.position) > (l.tag, l.position) and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
        order by j.tag, j.position limit @reach for no key update skip locked) n
    where (select s.worker is not null and not s.again and not s.special from standing s)
    limit @reach
), starting as materialized (
    select array(select id from seen limit @places) as ids
), taken as (
    update {schema}.jobs j set
        state = 3, attempt = j.attempt + 1, instance = @instance, claim = @claim, worker = (select worker from standing),
        claimed_at = (select now from standing), stage = null, progress = null, eta_seconds = null,
        started_at = case when @all_start or j.id = any((select ids from starting)::bigint[]) then (select now from standing) end
    where j.ctid = any(array(select n.lies from seen n where n.may_wait or @all_start or n.id = any((select ids from starting)::bigint[])))
    returning j.id, j.kind, j.priority, j.tenant, j.attempt, j.tag, j.position, j.created_at, j.input, j.keep_history,
        j.started_at is not null as starts, case when not j.is_plain or j.attempt > 1 or j.cancel_requested or j.edits is not null then {rest:j} end as rest
), noted as (
    insert into {schema}.claims as c (instance, claim, job_ids)
    select @instance, @claim, array_agg(id) from taken having count(*) > 0
    on conflict (instance, claim) do update set job_ids = c.job_ids || excluded.job_ids
)
select s.worker, s.again, s.now, s.special,
    exists (select 1 from seen n where not (n.may_wait or @all_start or n.id = any((select ids from starting)::bigint[]))) as passed_over, t.*,
    0::bigint as pauses, null::bigint[] as end_tags, null::bigint[] as end_positions
from standing s cross join (
    select array_agg(id) as ids,
        case when min(kind collate "C") = max(kind collate "C") then array[min(kind collate "C")] else (select array_agg(kind) from taken) end as kinds,
        null::text[] as queues,
        case when min(priority) = max(priority) then array[min(priority)] else (select array_agg(priority) from taken) end as priorities,
        case when min(tenant collate "C") = max(tenant collate "C") then array[min(tenant collate "C")] else (select array_agg(tenant) from taken) end as tenants,
        case when min(attempt) = max(attempt) then array[min(attempt)] else (select array_agg(attempt) from taken) end as attempts,
        case when min(tag) = max(tag) then array[min(tag)] else (select array_agg(tag) from taken) end as tags,
        case when not bool_and(position = id) then array_agg(position) end as positions,
        case when min(created_at) = max(created_at) then array[min(created_at)] else (select array_agg(created_at) from taken) end as created_at,
        array_agg(input) as inputs,
        case when bool_and(keep_history) = bool_or(keep_history) then array[bool_and(keep_history)] else (select array_agg(keep_history) from taken) end as keep_history,
        null::boolean[] as fronts,
        case when bool_and(starts) = bool_or(starts) then array[bool_and(starts)] else (select array_agg(starts) from taken) end as starts,
        case when count(rest) > 0 then array_agg(rest) end as rests
    from taken) t
