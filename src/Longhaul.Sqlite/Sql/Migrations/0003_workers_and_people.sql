create table longhaul_workers (
    instance text primary key,
    label text not null,
    registration text not null,
    started_at integer not null,
    renewed_at integer not null,
    seen_beat integer not null,
    draining integer not null default 0,
    drain_requested integer not null default 0,
    dead integer not null default 0,
    proven integer not null default 0
) strict, without rowid;

-- The store's own ticks, by which leases are counted.
create table longhaul_beat (
    n integer not null,
    last_at integer not null
) strict;

insert into longhaul_beat (n, last_at) values (0, 0);

-- sequence: the last id or position given. changes: grows when other processes should look.
create table longhaul_counters (
    name text primary key,
    n integer not null
) strict, without rowid;

insert into longhaul_counters (name, n) values ('sequence', 0), ('changes', 0);

create table longhaul_paused_queues (
    name text primary key
) strict, without rowid;

create table longhaul_audit (
    id integer primary key autoincrement,
    at integer not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text
) strict;
