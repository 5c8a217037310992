-- Workers with the number of jobs they hold; these are looked up one by one (offset 0), as in list_rescuable.sql.
select w.registration, w.started_at, w.renewed_at, w.draining, w.dead, (
    select count(*) from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) cross join lateral (
        select 1 from {schema}.jobs where id = held.id and state = 3 and instance = c.instance and claim = c.claim offset 0) j
    where c.instance = w.instance)::integer, w.memory
from {schema}.workers w order by w.started_at, w.instance
