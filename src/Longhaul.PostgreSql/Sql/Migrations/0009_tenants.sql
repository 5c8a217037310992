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
