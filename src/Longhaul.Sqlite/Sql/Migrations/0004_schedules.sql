-- least program: 3
-- What is due when. next_due: the first due time that has not been dealt with. hash: of the definition, by the program that declared it.
create table longhaul_schedules (
    project text not null,
    name text not null,
    definition text not null,
    hash text not null,
    paused integer not null default 0,
    next_due integer,
    last_due integer,
    last_job integer,
    fired integer not null default 0,
    missed integer not null default 0,
    skipped integer not null default 0,
    primary key (project, name)
) strict, without rowid;
