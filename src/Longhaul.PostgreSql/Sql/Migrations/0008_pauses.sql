-- What is paused (scope 0: a queue, 1: a kind, 2: a tenant), in place of a table for queues alone.
create table {schema}.pauses (
    scope smallint not null,
    name text not null,
    since timestamptz not null,
    actor text not null,
    reason text,
    primary key (scope, name)
);

insert into {schema}.pauses (scope, name, since, actor)
select 0, q.name, coalesce(a.at, {schema}.store_now()), coalesce(a.actor, '')
from {schema}.paused_queues q left join {schema}.audit a on a.id = (
    select max(id) from {schema}.audit where action = 'QUEUE_PAUSED' and subject = 'queue ' || q.name);

drop table {schema}.paused_queues;
