-- Jobs that may fail without failing their runs.
alter table longhaul_jobs add column may_fail integer not null default 0;

alter table longhaul_history add column may_fail integer not null default 0;

-- Also what waits for a person has a time: to be told of once more, or to be over.
drop index longhaul_jobs_scheduled;

create index longhaul_jobs_due on longhaul_jobs (due_at, id) where state in (2, 4) and due_at is not null;
