-- A job, those it belongs to, and the children of these, but not the other items of a list of which one of them is an item (its step has a dot). The ids as
-- arrays: by subqueries the whole table was read for each attempt.
with recursive up (id, parent_id, step) as (
    select id, parent_id, step from {schema}.jobs where id = @id
    union all
    select j.id, j.parent_id, j.step from up join {schema}.jobs j on j.id = up.parent_id)
select {job_in_scope}
from (
    select *, id = any(array(select id from up)) as line from {schema}.jobs
    where id = any(array(select id from up))
        or parent_id = any(array(select parent_id from up where parent_id is not null and coalesce(step, '') not like '%.%'))) j
order by id
