-- least program: 5
-- What is due when. next_due: the first due time that has not been dealt with. hash: of the definition, by the program that declared it.
create table {schema}.schedules (
    project text not null collate "C",
    name text not null collate "C",
    definition text not null,
    hash text not null,
    paused boolean not null default false,
    next_due timestamptz,
    last_due timestamptz,
    last_job bigint,
    fired bigint not null default 0,
    missed bigint not null default 0,
    skipped bigint not null default 0,
    primary key (project, name)
) with (fillfactor = 50);
