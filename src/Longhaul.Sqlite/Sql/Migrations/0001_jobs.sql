-- Jobs of trees that are not over, and below them, with the same columns in the same order, those of trees that are.
-- Times are milliseconds since 1970 (UTC). Long texts come last, so that reading the others never follows their overflow pages.
create table longhaul_jobs (
    id integer primary key,
    root_id integer not null,
    parent_id integer,
    kind text not null,
    queue text not null,
    priority integer not null,
    tenant text not null,
    step text,
    is_container integer not null,
    slots text,
    unique_keys text,
    exclusive integer not null,
    on_worker_lost integer not null,
    keep_history integer not null,
    created_at integer not null,
    state integer not null,
    attempt integer not null default 0,
    failures integer not null default 0,
    crashes integer not null default 0,
    releases integer not null default 0,
    instance text,
    claim integer,
    worker text,
    tag integer not null default 0,
    position integer not null,
    front integer not null default 0,
    waiting_for integer not null default 0,
    open_children integer not null default 0,
    admitted integer not null default 0,
    cancel_requested integer not null default 0,
    due_at integer,
    claimed_at integer,
    started_at integer,
    finished_at integer,
    stage text,
    progress real,
    eta_seconds real,
    decision text,
    error_code text,
    error_message text,
    checkpoint text,
    output text,
    artifacts text,
    input text not null,
    definition text
) strict;

create index longhaul_jobs_ready on longhaul_jobs (queue, priority desc, front desc, tag, position, kind, crashes)
    where state = 1;
create index longhaul_jobs_ready_crashed on longhaul_jobs (queue, priority desc, front desc, tag, position, kind)
    where state = 1 and crashes > 0;
create index longhaul_jobs_scheduled on longhaul_jobs (due_at, id) where state = 2;
create index longhaul_jobs_running on longhaul_jobs (instance, claim) where state = 3;
create index longhaul_jobs_aside on longhaul_jobs (queue, state) where state in (0, 2, 4) and is_container = 0;
create index longhaul_jobs_parent on longhaul_jobs (parent_id) where parent_id is not null;
create index longhaul_jobs_root on longhaul_jobs (root_id) where parent_id is not null;

create table longhaul_history (
    id integer primary key,
    root_id integer not null,
    parent_id integer,
    kind text not null,
    queue text not null,
    priority integer not null,
    tenant text not null,
    step text,
    is_container integer not null,
    slots text,
    unique_keys text,
    exclusive integer not null,
    on_worker_lost integer not null,
    keep_history integer not null,
    created_at integer not null,
    state integer not null,
    attempt integer not null default 0,
    failures integer not null default 0,
    crashes integer not null default 0,
    releases integer not null default 0,
    instance text,
    claim integer,
    worker text,
    tag integer not null default 0,
    position integer not null,
    front integer not null default 0,
    waiting_for integer not null default 0,
    open_children integer not null default 0,
    admitted integer not null default 0,
    cancel_requested integer not null default 0,
    due_at integer,
    claimed_at integer,
    started_at integer,
    finished_at integer,
    stage text,
    progress real,
    eta_seconds real,
    decision text,
    error_code text,
    error_message text,
    checkpoint text,
    output text,
    artifacts text,
    input text not null,
    definition text
) strict;

create index longhaul_history_root on longhaul_history (root_id) where parent_id is not null;
create index longhaul_history_finished on longhaul_history (finished_at) where parent_id is null;
