-- Who waits for whom; kept while the waiting job is kept.
create table {schema}.dependencies (
    depends_on bigint not null,
    job_id bigint not null,
    any_end boolean not null,
    primary key (depends_on, job_id)
);

create index dependencies_job on {schema}.dependencies (job_id);

-- One row for each slot key of a job that holds its slots or could run but for them.
create table {schema}.slots (
    key text not null,
    job_id bigint not null,
    held boolean not null,
    max_held integer not null,
    priority smallint not null,
    position bigint not null,
    primary key (key, job_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

create index slots_job on {schema}.slots (job_id);

create index slots_held on {schema}.slots (key) where held;

create index slots_waiting on {schema}.slots (key, priority desc, position) where not held;

create index slots_limit on {schema}.slots (key, max_held) where not held;

-- What is locked by whoever counts a key's holders.
create table {schema}.slot_keys (
    key text primary key
);

-- The last holder of each key. Whether it still counts follows from scope, time and job.
create table {schema}.unique_keys (
    key text primary key,
    job_id bigint not null,
    scope smallint not null,
    until timestamptz
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

-- Which jobs a claim took. By these a dead worker's jobs are found, so that no index of jobs names the worker.
create table {schema}.claims (
    instance uuid not null,
    claim bigint not null,
    job_ids bigint[] not null,
    primary key (instance, claim)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
