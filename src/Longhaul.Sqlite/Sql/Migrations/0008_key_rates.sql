-- Starts of jobs under rate keys, each of which counts until its window has passed.
create table longhaul_key_starts (
    key text not null,
    job_id integer not null,
    attempt integer not null,
    until integer not null,
    primary key (key, job_id, attempt)
) strict, without rowid;

create index longhaul_key_starts_key on longhaul_key_starts (key, until);
create index longhaul_key_starts_until on longhaul_key_starts (until);

-- A job that waits for a rate is told apart, so that it is found when the next start will have passed.
alter table longhaul_slots add column is_rate integer not null default 0;
create index longhaul_slots_rate on longhaul_slots (key) where is_rate = 1 and held = 0;
