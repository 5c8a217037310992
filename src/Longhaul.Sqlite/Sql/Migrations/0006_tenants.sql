-- least program: 5
-- Tenants that have a weight. step: how far apart the tags of two of its jobs are. declared: the weight that the project last declared.
create table longhaul_tenants (
    name text not null primary key,
    weight real not null,
    step integer not null,
    project text,
    declared real
) strict, without rowid;

-- Queues and priorities that have had a tenant's job. virtual: the highest tag that was claimed there.
create table longhaul_fair_lanes (
    queue text not null,
    priority integer not null,
    virtual integer not null,
    primary key (queue, priority)
) strict, without rowid;

-- The highest tag of a tenant that waits in a lane. Jobs of lanes that are not fair have tag 0.
create index longhaul_jobs_line on longhaul_jobs (queue, priority, tenant, tag) where state = 1 and tag > 0;
