-- What people changed of a job's values, with the old ones.
alter table {schema}.jobs add column edits text;

alter table {schema}.history add column edits text;
