-- The attempts that a worker holds; they are looked up one by one (offset 0), as in list_rescuable.sql.
select j.id, c.instance, c.claim
from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) cross join lateral (
    select id from {schema}.jobs where id = held.id and state = 3 and instance = c.instance and claim = c.claim offset 0) j
where c.instance = @instance
order by j.id
