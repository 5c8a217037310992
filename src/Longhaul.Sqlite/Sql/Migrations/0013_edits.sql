-- What people changed of a job's values, with the old ones.
alter table longhaul_jobs add column edits text;

alter table longhaul_history add column edits text;
