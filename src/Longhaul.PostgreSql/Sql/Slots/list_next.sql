-- The first of those that wait for each key, highest priority first, then position.
select k.key, w.job_id, w.priority, w.position
from unnest(@keys) as k (key) cross join lateral (
    select job_id, priority, position from {schema}.slots where key = k.key and not held order by priority desc, position limit @limit) w
order by k.key, w.priority desc, w.position
