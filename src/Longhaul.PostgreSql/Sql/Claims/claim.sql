-- Takes the best ready jobs of all lanes together: by priority, then those put back, then tag, then position. A lane is a queue and a
-- priority, and where to begin to look; queues are read in that order and no further than they have places. At most one job that has lost
-- a worker is among what is taken. Always answers with a first row of whether the worker is alive and whether this claim was made before.
-- Of a job only what most have is answered in columns; what few have comes as one JSON value, which is null for the others.
with standing as materialized (
    select
        (select label from {schema}.workers where instance = @instance and not dead) as worker,
        exists (select 1 from {schema}.claims where instance = @instance and claim = @claim) as again,
        {schema}.store_now() as now
), asked as materialized (
    select queue, least(places, @limit) as places from unnest(@queues, @places) as q (queue, places), standing s
    where s.worker is not null and (@even_again or not s.again) and queue not in (select name from {schema}.paused_queues)
), sound as (
    select c.*, false as crashed from asked a cross join lateral (
        select c.* from unnest(@lane_queues, @lane_priorities, @lane_tags, @lane_positions) as l (queue, priority, tag, position)
        cross join lateral (
            select * from (
                select id, j.queue, j.priority, true as front, j.tag, j.position from {schema}.jobs j
                where j.queue = l.queue and j.priority = l.priority and j.queued and (j.front_lane or j.crashes > 0)
                    and j.front_lane and j.crashes = 0 and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
                order by j.tag, j.position limit a.places for no key update skip locked) f
            union all
            select * from (
                select id, j.queue, j.priority, false as front, j.tag, j.position from {schema}.jobs j
                where j.queue = l.queue and j.priority = l.priority and j.queued and not j.front_lane and j.crashes = 0
                    and (j.tag, j.position) > (l.tag, l.position) and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
                order by j.tag, j.position limit a.places for no key update skip locked) n
        ) c
        where l.queue = a.queue
        limit a.places) c
), crashed as (
    select c.*, true as crashed from asked a cross join lateral (
        select id, j.queue, j.priority, j.front_lane as front, j.tag, j.position from {schema}.jobs j
        where j.queue = a.queue and j.queued and (j.front_lane or j.crashes > 0) and j.crashes > 0 and j.state = 1
            and (@kinds is null or j.kind = any(@kinds))
        order by j.priority desc, j.front_lane desc, j.tag, j.position limit 1 for no key update skip locked) c
    where @allow_crashed
), one_crashed as (
    select c.* from crashed c join asked a using (queue)
    where (select count(*) from sound s
        where s.queue = c.queue and (-s.priority, not s.front, s.tag, s.position) < (-c.priority, not c.front, c.tag, c.position)) < a.places
    order by c.priority desc, c.front desc, c.tag, c.position
    limit 1
), placed as (
    select c.*, row_number() over (partition by c.queue order by c.priority desc, c.front desc, c.tag, c.position) as nth
    from (select * from sound union all select * from one_crashed) c
), picked as materialized (
    select p.* from placed p join asked a using (queue) where p.nth <= a.places
    order by p.priority desc, p.front desc, p.tag, p.position
    limit @limit
), taken as (
    update {schema}.jobs j set
        state = 3, attempt = j.attempt + 1, instance = @instance, claim = @claim, worker = s.worker, claimed_at = s.now,
        started_at = case when @start then s.now end, stage = null, progress = null, eta_seconds = null
    from picked p, standing s
    where j.id = p.id
    returning j.id, j.kind, j.queue, j.priority, j.tenant, j.attempt, j.tag, j.position, j.created_at, j.input, j.keep_history, p.front,
        case when j.parent_id is not null or j.step is not null or j.slots is not null or j.unique_keys is not null or j.exclusive
            or j.on_worker_lost > 0 or j.attempt > 1 or j.has_needs or j.cancel_requested or j.definition is not null
            or j.decision is not null
        then json_build_object(
            'root', j.root_id, 'parent', j.parent_id, 'step', j.step, 'slots', j.slots, 'keys', j.unique_keys, 'exclusive', j.exclusive,
            'lost', j.on_worker_lost, 'failures', j.failures, 'crashes', j.crashes, 'releases', j.releases, 'waiting', j.waiting_for,
            'admitted', j.admitted, 'cancel', j.cancel_requested, 'code', j.error_code, 'message', j.error_message,
            'checkpoint', j.checkpoint, 'output', j.output, 'artifacts', j.artifacts, 'definition', j.definition,
            'decision', j.decision)::text end as rest
), noted as (
    insert into {schema}.claims (instance, claim, job_ids)
    select @instance, @claim, array_agg(id order by id) from taken having count(*) > 0
    on conflict (instance, claim) do update set job_ids = excluded.job_ids
)
select s.worker, s.again, s.now, t.id, t.kind, t.queue, t.priority, t.tenant, t.attempt, t.tag, t.position, t.created_at, t.input,
    t.keep_history, t.rest
from standing s left join taken t on true
order by t.priority desc, t.front desc, t.tag, t.position
