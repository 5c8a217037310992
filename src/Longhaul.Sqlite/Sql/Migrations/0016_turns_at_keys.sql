-- least program: 13
-- Those that wait for a key take turns by tenant, and the first of many with the same keys answers for all of them.
alter table longhaul_slots add column tenant text not null default '';
alter table longhaul_slots add column tag integer not null default 0;
alter table longhaul_slots add column key_set integer not null default 0;

-- The time of a line of tenants.
create table longhaul_key_times (
    key text not null,
    priority integer not null,
    time integer not null,
    primary key (key, priority)
) without rowid;

drop index longhaul_slots_waiting;
create index longhaul_slots_waiting on longhaul_slots (key, priority desc, tag, position) where held = 0;
create index longhaul_slots_turns on longhaul_slots (key, priority, tenant, tag) where held = 0 and tag > 0;
create index longhaul_slots_sets on longhaul_slots (key, key_set, priority desc, tag, position) where held = 0;
