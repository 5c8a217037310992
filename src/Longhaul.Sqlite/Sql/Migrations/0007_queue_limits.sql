-- Queues with limits over all workers: how many of their jobs may run, and how many may be claimed within a window. project: who declared it; empty
-- where a person set it.
create table longhaul_queue_limits (
    queue text not null primary key,
    running integer,
    rate_starts integer,
    rate_window_ms integer,
    project text not null
) strict, without rowid;

-- When jobs of queues with a rate were claimed: a row for each claim, as long as it is within the window.
create table longhaul_queue_starts (
    queue text not null,
    at integer not null,
    starts integer not null
) strict;

create index longhaul_queue_starts_at on longhaul_queue_starts (queue, at);
