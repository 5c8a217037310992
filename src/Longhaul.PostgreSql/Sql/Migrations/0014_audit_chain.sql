-- Each entry's number and hash come from the program, which takes one append after the other; entries that are there already get their hashes from the
-- program that runs this. Programs that know of no hashes would break the chain.
alter table {schema}.audit alter column id drop identity if exists;
alter table {schema}.audit add column hash text not null default '';

create index audit_actor on {schema}.audit (actor, id);
create index audit_action on {schema}.audit (action, id);

-- The last entry that retention removed: one row.
create table {schema}.audit_removed (
    id bigint not null,
    hash text not null
);

insert into {schema}.audit_removed (id, hash) values (0, repeat('0', 64));
