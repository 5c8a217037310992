-- The first of those that wait for each key, highest priority first, then tag, then position.
select k.key, w.job_id, w.priority, w.tag, w.position, w.key_set
from unnest(@keys) as k (key) cross join lateral (
    select job_id, priority, tag, position, key_set from {schema}.slots where key = k.key and not held and tenant <> all(@paused) order by priority desc, tag, position limit @limit) w
order by k.key, w.priority desc, w.tag, w.position
