-- least program: 8
-- Tenants that have a weight. step: how far apart the tags of two of its jobs are. declared: the weight that the project last declared.
create table {schema}.tenants (
    name text not null collate "C" primary key,
    weight double precision not null,
    step bigint not null,
    project text,
    declared double precision
);

-- Queues and priorities that have had a tenant's job. virtual: the highest tag that was claimed there, and a little more where they come fast;
-- claimed, raised_at: what was claimed when it was raised last, and when that was.
create table {schema}.fair_lanes (
    queue text not null,
    priority smallint not null,
    virtual bigint not null default 0,
    claimed bigint not null default 0,
    raised_at timestamptz not null default 'epoch',
    primary key (queue, priority)
) with (fillfactor = 20);

-- The highest tag of a tenant that waits in a lane. It knows no column that a claim changes. Jobs of lanes that are not fair have tag 0.
create index jobs_line on {schema}.jobs (queue, priority, tenant, tag) where queued and tag > 0;

-- Where the lines of tenants end to which jobs are to be added, and how far apart these shall stand; no row for jobs of nobody in a lane that
-- is not fair. alone: in a call of our own. Then whoever adds to a line keeps others from it until the commit, else both would add the same tags
-- (sixteen locks a lane, so that a thousand tenants take no more), and a lane is fair from its first job of a tenant on. In a transaction of
-- the caller's, which may stay open for long, nobody is kept from anything, and it is the first claim of such a job that makes the lane fair.
create function {schema}.join_lines(queues text[], priorities smallint[], tenants text[], alone boolean)
returns table (queue text, priority smallint, tenant text, tag bigint, step bigint) language plpgsql as $$
#variable_conflict use_column
begin
    if alone then
        perform pg_advisory_xact_lock(l.key) from (
            select distinct hashtextextended(concat_ws(' ', 'longhaul.line', {schema_text}, n.p, hashtext(n.t) & 15, n.q), 0) as key
            from unnest(queues, priorities, tenants) as n (q, p, t) order by 1) l;
        insert into {schema}.fair_lanes (queue, priority)
        select distinct n.q, n.p from unnest(queues, priorities, tenants) as n (q, p, t)
        where n.t <> '' and not exists (select 1 from {schema}.fair_lanes f where f.queue = n.q and f.priority = n.p)
        order by 1, 2
        on conflict do nothing;
    end if;

    -- Above the virtual time only: what lies below it is claimed, or over and not yet cleared away.
    return query
    select n.q, n.p, n.t, greatest(coalesce(f.virtual, 0), (
        select j.tag from {schema}.jobs j
        where j.queue = n.q and j.priority = n.p and j.tenant = n.t and j.queued and j.tag > 0 and j.tag > coalesce(f.virtual, 0)
        order by j.tag desc limit 1)), coalesce(t.step, 1000000)
    from (select distinct * from unnest(queues, priorities, tenants) as a (q, p, t)) n
    left join {schema}.fair_lanes f on f.queue = n.q and f.priority = n.p
    left join {schema}.tenants t on t.name = n.t
    where n.t <> '' or f.queue is not null;
end $$;

-- As before, and with a place among the tenants of its lane.
-- Adds a job in the caller's own transaction, from any language; answers with its id, or with that of the unfinished job that holds the
-- unique key. What is added is seen by workers when the caller commits. It only inserts: a job with a slot key waits until somebody who
-- runs jobs hands it its slot, so that a transaction that stays open holds up nobody else's ends.
create or replace function {schema}.enqueue(
    kind text, input jsonb default '{}', queue text default 'default', priority integer default 5, tenant text default '',
    run_at timestamptz default null, run_in interval default null, unique_key text default null,
    slot_key text default null, slot_limit integer default 1, keep_history boolean default true)
returns bigint language plpgsql as $$
#variable_conflict use_variable
declare
    now timestamptz := {schema}.store_now();
    due timestamptz := greatest(date_trunc('milliseconds', run_at), date_trunc('milliseconds', now + run_in));
    late boolean := coalesce(due > now, false);
    new_id bigint := nextval('{schema}.numbers');
    holder bigint;
    place bigint;
begin
    if length(kind) not between 1 and 200 or kind is null then
        raise exception 'a job''s kind has 1 to 200 characters, this one %', coalesce(length(kind), 0) using errcode = '22023';
    elsif length(queue) not between 1 and 100 or queue is null then
        raise exception 'a queue''s name has 1 to 100 characters, this one %', coalesce(length(queue), 0) using errcode = '22023';
    elsif priority not between 0 and 9 or priority is null then
        raise exception 'a priority is 0 to 9, not %', priority using errcode = '22023';
    elsif length(slot_key) > 200 or slot_key = '' or length(unique_key) > 290 or unique_key = '' then
        raise exception 'a slot key has 1 to 200 characters, a unique key 1 to 290' using errcode = '22023';
    elsif slot_limit < 1 or slot_limit is null then
        raise exception 'the limit of a slot key is 1 or more, not %', slot_limit using errcode = '22023';
    end if;

    if unique_key is not null then
        -- Locked first and looked at in a statement of its own: one that waited for another caller would still see what was before that.
        loop
            insert into {schema}.unique_keys (key, job_id, scope) values ('unique:' || unique_key, 0, 1) on conflict do nothing;
            perform 1 from {schema}.unique_keys k where k.key = 'unique:' || unique_key for no key update;
            exit when found;
        end loop;
        select k.job_id into holder from {schema}.unique_keys k left join {schema}.jobs j on j.id = k.job_id
        where k.key = 'unique:' || unique_key and k.job_id <> 0 and case k.scope
            when 2 then now < k.until
            when 0 then coalesce(j.state < 5 and j.attempt = 0, false)
            else coalesce(j.state < 5, false) end;
        if holder is not null then
            return holder;
        end if;
        update {schema}.unique_keys k set job_id = new_id, scope = 1, until = null where k.key = 'unique:' || unique_key;
    end if;

    if not late and slot_key is null then
        select l.tag + l.step into place
        from {schema}.join_lines(array[queue], array[priority::smallint], array[coalesce(tenant, '')], false) l;
    end if;

    insert into {schema}.jobs (
        id, root_id, tag, kind, queue, priority, tenant, is_container, slots, unique_keys, exclusive, on_worker_lost, keep_history,
        created_at, state, position, due_at, input, queued, wake_at)
    values (
        new_id, new_id, coalesce(place, 0), kind, queue, priority, coalesce(tenant, ''), false,
        case when slot_key is not null then json_build_array(json_build_array(slot_key, slot_limit))::text end,
        case when unique_key is not null then json_build_array(json_build_array('unique:' || unique_key, 1, 0))::text end,
        false, 0, keep_history, now, case when late then 2 when slot_key is not null then 0 else 1 end, new_id,
        case when late then due end, coalesce(input, '{}')::text, not late and slot_key is null, case when late then due end);
    if slot_key is not null and not late then
        insert into {schema}.slots (key, job_id, held, max_held, priority, position)
        values (slot_key, new_id, false, slot_limit, priority, new_id);
        perform pg_notify('longhaul.' || {schema_text}, 'settle');
    else
        perform pg_notify('longhaul.' || {schema_text}, '');
    end if;

    return new_id;
end $$;
