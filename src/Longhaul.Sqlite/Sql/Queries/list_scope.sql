-- A job, those it belongs to, and the children of these, but not the other items of a list of which one of them is an item (its step has a dot).
with recursive up (id, parent_id, step) as (
    select id, parent_id, step from longhaul_jobs where id = @id
    union all
    select j.id, j.parent_id, j.step from up join longhaul_jobs j on j.id = up.parent_id)
select {job_in_scope}
from (
    select *, id in (select id from up) as line from longhaul_jobs
    where id in (select id from up) or parent_id in (select parent_id from up where coalesce(step, '') not like '%.%')) j
order by id
