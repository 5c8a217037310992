-- Who waits for whom; kept while the waiting job is kept.
create table longhaul_dependencies (
    depends_on integer not null,
    job_id integer not null,
    any_end integer not null,
    primary key (depends_on, job_id)
) strict, without rowid;

create index longhaul_dependencies_job on longhaul_dependencies (job_id);

-- One row for each slot key of a job that holds its slots (held = 1) or could run but for them (held = 0).
create table longhaul_slots (
    key text not null,
    job_id integer not null,
    held integer not null,
    max_held integer not null,
    priority integer not null,
    position integer not null,
    primary key (key, job_id)
) strict, without rowid;

create index longhaul_slots_job on longhaul_slots (job_id);
create index longhaul_slots_held on longhaul_slots (key) where held = 1;
create index longhaul_slots_waiting on longhaul_slots (key, priority desc, position) where held = 0;
create index longhaul_slots_limit on longhaul_slots (key, max_held) where held = 0;

-- The last holder of each key. Whether it still counts follows from scope, time and job.
create table longhaul_unique_keys (
    key text primary key,
    job_id integer not null,
    scope integer not null,
    until integer
) strict, without rowid;

-- Attempts that are over.
create table longhaul_attempts (
    job_id integer not null,
    number integer not null,
    instance text not null,
    claim integer not null,
    worker text not null,
    claimed_at integer not null,
    started_at integer,
    ended_at integer not null,
    outcome text not null,
    error_code text,
    error_message text,
    exit_code integer,
    signal integer,
    peak_memory_bytes integer,
    cpu_ms integer,
    wall_ms integer,
    primary key (job_id, number)
) strict, without rowid;

create table longhaul_logs (
    job_id integer not null,
    attempt integer not null,
    sequence integer not null,
    stream integer not null,
    at integer not null,
    text text not null,
    primary key (job_id, attempt, sequence)
) strict;
