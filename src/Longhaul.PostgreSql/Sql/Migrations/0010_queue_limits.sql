-- Queues with limits over all workers: how many of their jobs may run, and how many may be claimed within a window. project: who declared it; empty
-- where a person set it. Claims of such a queue lock its row, one after another.
create table {schema}.queue_limits (
    queue text primary key,
    running integer,
    rate_starts integer,
    rate_window interval,
    project text not null
);

-- Claimed jobs of queues with a limit. A row counts as long as its job runs in that attempt; others are removed by the next claim. Numbers only grow within a
-- queue, so that a claim need not walk over what was removed before while somebody holds a snapshot.
create table {schema}.queue_running (
    queue text not null,
    n bigint generated always as identity,
    job_id bigint not null,
    attempt integer not null,
    primary key (queue, n)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- When jobs of queues with a rate were claimed: a row for each claim, as long as it is within the window.
create table {schema}.queue_starts (
    queue text not null,
    at timestamptz not null,
    starts integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create index queue_starts_at on {schema}.queue_starts (queue, at);

-- Claims read the table of limits, and so wait for this. Where somebody else reads it for long, such as a backup, that is given up after a second; then only claims of
-- that very moment may be missed.
create function {schema}.lock_limits() returns void language plpgsql as $$
begin
    set local lock_timeout = '1s';
    lock table {schema}.queue_limits in access exclusive mode;
    set local lock_timeout to default;
exception when lock_not_available then
    set local lock_timeout to default;
end $$;
