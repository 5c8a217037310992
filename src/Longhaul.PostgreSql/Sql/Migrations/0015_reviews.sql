-- Jobs that may fail without failing their runs. The time of a job that waits for a person stands in wake_at as well.
alter table {schema}.jobs add column may_fail boolean not null default false;

alter table {schema}.history add column may_fail boolean not null default false;
