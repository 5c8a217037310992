-- Starts of jobs under rate keys, each of which counts until its window has passed.
create table {schema}.key_starts (
    key text not null,
    job_id bigint not null,
    attempt integer not null,
    until timestamptz not null,
    primary key (key, job_id, attempt)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

create index key_starts_key on {schema}.key_starts (key, until);

create index key_starts_until on {schema}.key_starts (until);

-- A job that waits for a rate is told apart, so that it is found when the next start will have passed.
alter table {schema}.slots add column is_rate boolean not null default false;

create index slots_rate on {schema}.slots (key) where is_rate and not held;
