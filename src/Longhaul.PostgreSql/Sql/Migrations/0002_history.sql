-- Jobs of trees that are over, the columns of jobs and a few more, in a like order; a day (UTC) is a partition. The columns from outcome on hold the end of
-- an attempt where that was the job's only one, which saves a row of attempts.
create table {schema}.history (
    id bigint not null,
    root_id bigint not null,
    tag bigint not null,
    position bigint not null,
    created_at timestamptz not null,
    over_on date not null,
    attempt integer not null,
    failures integer not null,
    crashes integer not null,
    releases integer not null,
    waiting_for integer not null,
    open_children integer not null,
    priority smallint not null,
    on_worker_lost smallint not null,
    state smallint not null,
    is_container boolean not null,
    exclusive boolean not null,
    keep_history boolean not null,
    admitted boolean not null,
    cancel_requested boolean not null,
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
    exit_code integer,
    signal integer,
    peak_memory_bytes bigint,
    cpu_ms bigint,
    wall_ms bigint,
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
    definition text,
    outcome text
) partition by list (over_on);

create index history_id on {schema}.history (id);

create index history_root on {schema}.history (root_id) where parent_id is not null;

-- Attempts that are over; by the day on which they were claimed.
create table {schema}.attempts (
    job_id bigint not null,
    number integer not null,
    instance uuid not null,
    claim bigint not null,
    worker text not null,
    claimed_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz not null,
    outcome text not null,
    error_code text,
    error_message text,
    exit_code integer,
    signal integer,
    peak_memory_bytes bigint,
    cpu_ms bigint,
    wall_ms bigint,
    claimed_on date not null,
    primary key (job_id, number, claimed_on)
) partition by list (claimed_on);

-- Output of attempts; by the day on which they were claimed.
create table {schema}.logs (
    job_id bigint not null,
    attempt integer not null,
    sequence bigint not null,
    stream smallint not null,
    at timestamptz not null,
    text text not null,
    claimed_on date not null,
    primary key (job_id, attempt, sequence, claimed_on)
) partition by list (claimed_on);

-- The days for which there are partitions; for those that are over also which jobs they hold.
create table {schema}.days (
    day date primary key,
    sealed boolean not null default false,
    has_history boolean not null default true,
    leaving_since timestamptz,
    min_id bigint,
    max_id bigint,
    oldest_on date
);

-- Makes a day's partitions. Made aside and then attached: "create table ... partition of" would wait for every open reader, and make
-- everybody wait behind it.
create function {schema}.make_day(d date) returns void language plpgsql as $$
declare
    parent text;
    part text;
    col text;
begin
    insert into {schema}.days (day) values (d) on conflict do nothing;
    if not found then
        return;
    end if;

    foreach parent in array array['history', 'attempts', 'logs'] loop
        part := parent || '_' || to_char(d, 'YYYYMMDD');
        col := case parent when 'history' then 'over_on' else 'claimed_on' end;
        execute format('create table {schema}.%I (like {schema}.%I including defaults including constraints)', part, parent);
        execute format('alter table {schema}.%I add constraint %I check (%I = %L)', part, part || '_day', col, d);
        execute format('alter table {schema}.%I attach partition {schema}.%I for values in (%L)', parent, part, d);
        execute format('alter table {schema}.%I drop constraint %I', part, part || '_day');
    end loop;
end $$;
