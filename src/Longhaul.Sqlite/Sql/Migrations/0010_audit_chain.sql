-- Each entry's hash in the chain; those that are there already get theirs from the program that runs this. Programs that know of no hashes would break
-- the chain.
alter table longhaul_audit add column hash text not null default '';

create index longhaul_audit_actor on longhaul_audit (actor, id);
create index longhaul_audit_action on longhaul_audit (action, id);

-- The last entry that retention removed: one row.
create table longhaul_audit_removed (
    id integer not null,
    hash text not null
) strict;

insert into longhaul_audit_removed (id, hash) values (0, printf('%064d', 0));
