-- The short way of a claim, for one queue of whose jobs none were put back or have lost a worker: takes the first by priority, tag and
-- position, the plain ones also beyond the places. Answers with one row: of the claim, and an array for every column of the jobs that most of
-- them have; what few have comes as JSON (rests), where any has it. Where the queue is special nothing is taken: the long way tells what to take.
-- As rows, each through the general statement, a thousand jobs cost the server twice as much.
with standing as materialized (
    select
        (select label from {schema}.workers where instance = @instance and not dead) as worker,
        exists (select 1 from {schema}.claims where instance = @instance and claim = @claim) as again,
        exists (select 1 from {schema}.jobs where queue = @queue and queued and (front_lane or crashes > 0) and state = 1)
            or exists (select 1 from {schema}.paused_queues where name = @queue) as special,
        {schema}.store_now() as now
), seen as materialized (
    select n.lies, n.id, n.plain, row_number() over () as nth from (
        select n.* from unnest(@lane_priorities, @lane_tags, @lane_positions) as l (priority, tag, position) cross join lateral (
            select j.ctid as lies, j.id, j.parent_id is null and j.slots is null and not j.exclusive as plain from {schema}.jobs j
            where j.queue = @queue and j.priority = l.priority and j.queued and not j.front_lane and j.crashes = 0
                and (j.tag, j.position) > (l.tag, l.position) and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
            order by j.tag, j.position limit @reach for no key update skip locked) n
        where (select s.worker is not null and not s.again and not s.special from standing s)
        limit @reach) n
), taken as (
    update {schema}.jobs j set
        state = 3, attempt = j.attempt + 1, instance = @instance, claim = @claim, worker = s.worker, claimed_at = s.now,
        started_at = case when n.nth <= @places then s.now end, stage = null, progress = null, eta_seconds = null
    from seen n, standing s
    where j.ctid = n.lies and j.id = n.id and (n.nth <= @places or n.plain)
    returning j.id, j.kind, j.priority, j.tenant, j.attempt, j.tag, j.position, j.created_at, j.input, j.keep_history, n.nth <= @places as starts,
        case when j.parent_id is not null or j.step is not null or j.slots is not null or j.unique_keys is not null or j.exclusive
            or j.on_worker_lost > 0 or j.attempt > 1 or j.has_needs or j.cancel_requested or j.definition is not null
            or j.decision is not null
        then {rest:j} end as rest
), noted as (
    insert into {schema}.claims as c (instance, claim, job_ids)
    select @instance, @claim, array_agg(id) from taken having count(*) > 0
    on conflict (instance, claim) do update set job_ids = c.job_ids || excluded.job_ids
)
select s.worker, s.again, s.now, s.special, exists (select 1 from seen where nth > @places and not plain) as passed_over, t.*
from standing s cross join (
    select array_agg(id) as ids, array_agg(kind) as kinds, array_agg(priority) as priorities, array_agg(tenant) as tenants,
        array_agg(attempt) as attempts, array_agg(tag) as tags, array_agg(position) as positions, array_agg(created_at) as created_at,
        array_agg(input) as inputs, array_agg(keep_history) as keep_history, array_agg(starts) as starts,
        case when count(rest) > 0 then array_agg(rest) end as rests
    from taken) t
