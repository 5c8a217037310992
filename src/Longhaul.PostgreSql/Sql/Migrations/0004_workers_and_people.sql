create table {schema}.workers (
    instance uuid primary key,
    label text not null,
    registration text not null,
    started_at timestamptz not null,
    renewed_at timestamptz not null,
    seen_beat bigint not null,
    draining boolean not null default false,
    drain_requested boolean not null default false,
    dead boolean not null default false,
    proven boolean not null default false
) with (fillfactor = 50);

-- The store's own ticks, by which leases are counted.
create table {schema}.beat (
    n bigint not null,
    last_at timestamptz not null
) with (fillfactor = 50);

insert into {schema}.beat (n, last_at) values (0, '-infinity');

create table {schema}.paused_queues (
    name text primary key
);

create table {schema}.audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text
);
