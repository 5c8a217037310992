-- Workers with the number of jobs they hold.
select w.registration, w.started_at, w.renewed_at, w.draining, w.dead, (
    select count(*) from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) join {schema}.jobs j on j.id = held.id
    where c.instance = w.instance and j.state = 3 and j.instance = c.instance and j.claim = c.claim)::integer
from {schema}.workers w order by w.started_at, w.instance
