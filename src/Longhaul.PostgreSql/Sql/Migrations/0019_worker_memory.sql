-- least program: 17
-- What a worker last said of its memory, as JSON; null where it lacks none.
alter table {schema}.workers add column memory text;
