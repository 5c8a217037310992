-- Copies a tree out of history, where it is under one of these days, back among the open jobs.
insert into {schema}.jobs ({job}, queued, has_dependents, has_needs, has_logs)
select {job:t}, false,
    exists (select 1 from {schema}.dependencies d where d.depends_on = t.id),
    exists (select 1 from {schema}.dependencies d where d.job_id = t.id), true
from {schema}.history t
where ((t.id = @root_id and t.parent_id is null) or (t.root_id = @root_id and t.parent_id is not null)) and over_on = any(@over)
