-- least program: 13
-- What a worker last said of its memory, as JSON; null where it lacks none.
alter table longhaul_workers add column memory text;
