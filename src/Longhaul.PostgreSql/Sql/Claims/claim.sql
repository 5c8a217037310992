-- Takes the best ready jobs of all lanes together: by priority, then those put back; then queues go round in the order in which they are named, each with its own first by
-- tag, then position (turn). A lane is a queue and a
-- priority, and where to begin to look; queues are read in that order and no further than they have places and want in advance. At most one
-- job that has lost a worker is among what is taken. Jobs are found again by where they lie (ctid): they are locked, so they lie still; by id
-- it took half as long again. Answers with one row: of the claim, and an array for every column that most jobs have; what few have comes as JSON
-- (rests), where any has it. While kinds or tenants are paused, their jobs are walked over; the answer then has a mark that tells which (pauses), and
-- where each lane of a queue that was read ends. Where a queue has limits (other than those the caller keeps to: kept) nothing is taken (special).
-- One lane may go before all others (first). Where the asker knows of another mark, its places to begin at say nothing, and all lanes are read from the bottom.
with standing as materialized (
    select
        (select label from {schema}.workers where instance = @instance and not dead) as worker,
        exists (select 1 from {schema}.claims where instance = @instance and claim = @claim) as again,
        exists (select 1 from {schema}.queue_limits where queue = any(@queues) and queue <> all(@kept)) as special,
        {schema}.store_now() as now
), paused as materialized (
    select count(*) = 0 as nothing, coalesce(bit_xor(hashtextextended(scope || name, cause)) filter (where scope <> 0), 0) as mark,
        coalesce(bit_xor(hashtextextended(scope || name, cause)) filter (where scope <> 0), 0) = @pauses as is_known,
        coalesce(array_agg(name) filter (where scope = 0), '{}') as queues,
        coalesce(array_agg(name || '.') filter (where scope = 1), '{}') as kinds,
        coalesce(array_agg(name) filter (where scope = 2), '{}') as tenants
    from {schema}.pauses
), asked as materialized (
    select queue, ask, places, places + prefetch as reach, case when prefetch = 0 then least(places, @limit) else places + prefetch end as most
    from unnest(@queues, @places, @prefetch) with ordinality as q (queue, places, prefetch, ask), standing s
    where s.worker is not null and not s.special and (@even_again or not s.again) and queue <> all((select queues from paused)::text[])
), sound as (
    select c.*, a.places, a.reach, a.ask, row_number() over (partition by c.queue, c.priority, c.front order by c.tag, c.position) as turn
    from asked a cross join lateral (select c.*, row_number() over () as nth from (
        select c.* from unnest(@lane_queues, @lane_priorities, @lane_tags, @lane_positions) as l (queue, priority, tag, position)
        cross join lateral (
            select * from (
                select j.ctid as lies, id, j.queue, j.priority, true as front, j.tag, j.position, false as plain from {schema}.jobs j
                where j.queue = l.queue and j.priority = l.priority and j.queued and (j.front_lane or j.crashes > 0)
                    and j.front_lane and j.crashes = 0 and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
                    and ((select nothing from paused)
                        or not (j.tenant = any((select tenants from paused)::text[]) or j.kind || '.' ^@ any((select kinds from paused)::text[])))
                order by j.tag, j.position limit a.most for no key update skip locked) f
            union all
            select * from (
                select j.ctid as lies, id, j.queue, j.priority, false as front, j.tag, j.position,
                    j.parent_id is null and j.slots is null and not j.exclusive as plain
                from {schema}.jobs j
                where j.queue = l.queue and j.priority = l.priority and j.queued and not j.front_lane and j.crashes = 0
                    and (j.tag, j.position) > (
                        case when (select is_known from paused) then l.tag else '-9223372036854775808'::bigint end,
                        case when (select is_known from paused) then l.position else '-9223372036854775808'::bigint end)
                    and j.state = 1 and (@kinds is null or j.kind = any(@kinds))
                    and ((select nothing from paused)
                        or not (j.tenant = any((select tenants from paused)::text[]) or j.kind || '.' ^@ any((select kinds from paused)::text[])))
                order by j.tag, j.position limit a.most for no key update skip locked) n
        ) c
        where l.queue = a.queue
        limit a.most) c) c
), crashed as (
    select c.*, a.places, a.reach, a.ask from asked a cross join lateral (
        select j.ctid as lies, id, j.queue, j.priority, j.front_lane as front, j.tag, j.position from {schema}.jobs j
        where j.queue = a.queue and j.queued and (j.front_lane or j.crashes > 0) and j.crashes > 0 and j.state = 1
            and (@kinds is null or j.kind = any(@kinds))
            and ((select nothing from paused)
                or not (j.tenant = any((select tenants from paused)::text[]) or j.kind || '.' ^@ any((select kinds from paused)::text[])))
        order by (j.queue = @first_queue and j.priority = @first_priority) is not true, j.priority desc, j.front_lane desc, j.tag, j.position
        limit 1 for no key update skip locked) c
    where @allow_crashed
), crashed_in_line as materialized (
    select c.*, before.n + 1 as nth, before.same + 1 as turn from crashed c cross join lateral (
        select count(*) as n, count(*) filter (where s.priority = c.priority and s.front = c.front) as same from sound s
        where s.queue = c.queue and ((s.queue = @first_queue and s.priority = @first_priority) is not true, -s.priority, not s.front, s.tag, s.position)
            < ((c.queue = @first_queue and c.priority = @first_priority) is not true, -c.priority, not c.front, c.tag, c.position)) before
), one_crashed as materialized (
    select * from crashed_in_line c
    where c.nth <= c.places
    order by (c.queue = @first_queue and c.priority = @first_priority) is not true, c.priority desc, c.front desc, c.turn, c.ask, c.tag, c.position
    limit 1
), placed as materialized (
    select s.lies, s.id, s.queue, s.priority, s.front, s.tag, s.position, s.places, s.reach, s.ask, s.turn, s.plain,
        s.nth + (select count(*) from one_crashed c where c.queue = s.queue and c.nth <= s.nth) as nth
    from sound s
    union all
    select lies, id, queue, priority, front, tag, position, places, places, ask, turn, false, nth from one_crashed
), picked as materialized (
    select p.lies, p.id, p.priority, p.front, p.tag, p.position, p.nth <= p.places as starts from placed p
    where p.nth <= p.places or (p.plain and p.nth <= p.reach)
    order by (p.queue = @first_queue and p.priority = @first_priority) is not true, p.priority desc, p.front desc, p.turn, p.ask, p.tag, p.position
    limit @limit
), taken as (
    update {schema}.jobs j set
        state = 3, attempt = j.attempt + 1, instance = @instance, claim = @claim, worker = s.worker, claimed_at = s.now,
        started_at = case when p.starts then s.now end, stage = null, progress = null, eta_seconds = null
    from picked p, standing s
    where j.ctid = p.lies and j.id = p.id
    returning j.id, j.kind, j.queue, j.priority, j.tenant, j.attempt, j.tag, j.position, j.created_at, j.input, j.keep_history, p.front,
        p.starts, case when not j.is_plain or j.attempt > 1 or j.cancel_requested or j.edits is not null
        then {rest:j} end as rest
), noted as (
    insert into {schema}.claims as c (instance, claim, job_ids)
    select @instance, @claim, array_agg(id) from taken having count(*) > 0
    on conflict (instance, claim) do update set job_ids = c.job_ids || excluded.job_ids
)
select s.worker, s.again, s.now, s.special,
    exists (select 1 from placed where nth > places and nth <= reach and not plain)
        or exists (select 1 from crashed_in_line where nth > places and nth <= reach) as passed_over, t.*, p.mark as pauses, e.*
from standing s cross join paused p cross join (
    select array_agg(id) as ids, array_agg(kind) as kinds, array_agg(queue) as queues, array_agg(priority) as priorities,
        array_agg(tenant) as tenants, array_agg(attempt) as attempts, array_agg(tag) as tags, array_agg(position) as positions,
        array_agg(created_at) as created_at, array_agg(input) as inputs, array_agg(keep_history) as keep_history, array_agg(front) as fronts,
        array_agg(starts) as starts, case when count(rest) > 0 then array_agg(rest) end as rests
    from taken) t cross join (
    select array_agg(e.tag order by l.nth) as end_tags, array_agg(e.position order by l.nth) as end_positions
    from unnest(@lane_queues, @lane_priorities) with ordinality as l (queue, priority, nth) left join lateral (
        select j.tag, j.position from {schema}.jobs j
        where (select mark <> 0 from paused) and l.queue in (select queue from asked)
            and j.queue = l.queue and j.priority = l.priority and j.queued and not j.front_lane and j.crashes = 0
        order by j.tag desc, j.position desc limit 1) e on true
    where (select mark <> 0 from paused)) e
