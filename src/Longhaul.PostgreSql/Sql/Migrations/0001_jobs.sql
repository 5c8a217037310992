-- The store's clock: every time that is kept comes from here.
create function {schema}.store_now() returns timestamptz language sql volatile
return date_trunc('milliseconds', clock_timestamp());

-- Ids of jobs and positions in queues.
create sequence {schema}.numbers;

-- Jobs of trees that are not over. An update of columns that no index names stays within its page (a heap-only tuple), which makes a claim
-- cheap; so no index names state, attempt or instance, and rows have room to be written twice in their page. What indexes need to know
-- stands in columns of their own: queued (ready or running), front_lane (released or rescued), wake_at (the due time while scheduled). Columns of
-- a fixed width that are never null come first, so that the server finds them without walking through the row; is_plain saves a claim the walk
-- to nine others, which took a fifth of its time.
create table {schema}.jobs (
    id bigint primary key,
    root_id bigint not null,
    tag bigint not null default 0,
    position bigint not null,
    created_at timestamptz not null,
    attempt integer not null default 0,
    failures integer not null default 0,
    crashes integer not null default 0,
    releases integer not null default 0,
    waiting_for integer not null default 0,
    open_children integer not null default 0,
    priority smallint not null,
    on_worker_lost smallint not null,
    state smallint not null,
    is_container boolean not null,
    exclusive boolean not null,
    keep_history boolean not null,
    admitted boolean not null default false,
    cancel_requested boolean not null default false,
    queued boolean not null,
    front_lane boolean not null default false,
    has_dependents boolean not null default false,
    has_needs boolean not null default false,
    has_logs boolean not null default false,
    is_plain boolean not null generated always as (
        parent_id is null and step is null and slots is null and unique_keys is null and not exclusive and on_worker_lost = 0 and not has_needs
        and definition is null and decision is null) stored,
    queue text not null,
    kind text not null,
    tenant text not null,
    input text not null,
    parent_id bigint,
    instance uuid,
    claim bigint,
    due_at timestamptz,
    claimed_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    progress double precision,
    eta_seconds double precision,
    wake_at timestamptz,
    step text,
    slots text,
    unique_keys text,
    worker text,
    stage text,
    decision text,
    error_code text,
    error_message text,
    checkpoint text,
    output text,
    artifacts text,
    definition text
) with (
    fillfactor = 45, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000, autovacuum_vacuum_insert_threshold = -1
);

create index jobs_ready on {schema}.jobs (queue, priority, tag, position) where queued and not front_lane and crashes = 0;

create index jobs_front on {schema}.jobs (queue, priority, tag, position) where queued and (front_lane or crashes > 0);

create index jobs_wake on {schema}.jobs (wake_at, id) where wake_at is not null;

create index jobs_cancel on {schema}.jobs (id) where cancel_requested;

create index jobs_aside on {schema}.jobs (queue) where not queued;

create index jobs_parent on {schema}.jobs (parent_id) where parent_id is not null;

create index jobs_root on {schema}.jobs (root_id) where parent_id is not null;
