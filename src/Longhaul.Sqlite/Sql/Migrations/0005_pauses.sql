-- What is paused (scope 0: a queue, 1: a kind, 2: a tenant), in place of a table for queues alone.
create table longhaul_pauses (
    scope integer not null,
    name text not null,
    since integer not null,
    actor text not null,
    reason text,
    primary key (scope, name)
) strict, without rowid;

insert into longhaul_pauses (scope, name, since, actor)
select 0, q.name, coalesce(a.at, unixepoch() * 1000), coalesce(a.actor, '')
from longhaul_paused_queues q left join longhaul_audit a on a.id = (
    select max(id) from longhaul_audit where action = 'QUEUE_PAUSED' and subject = 'queue ' || q.name);

drop table longhaul_paused_queues;

-- With the tenant, so that claims walk over jobs of a paused one within the index.
drop index longhaul_jobs_ready;
create index longhaul_jobs_ready on longhaul_jobs (queue, priority desc, front desc, tag, position, kind, crashes, tenant)
    where state = 1;
