-- The next job that waits for one of the keys and has the same set of them, after a place in line.
select w.job_id, w.priority, w.tag, w.position, w.key_set
from unnest(@keys) as k (key) cross join lateral (
    select job_id, priority, tag, position, key_set from {schema}.slots
    where key = k.key and not held and tenant <> all(@paused) and key_set = @key_set and (priority < @priority or (priority = @priority and (tag, position) > (@tag, @position)))
    order by priority desc, tag, position
    limit 1) w
order by w.priority desc, w.tag, w.position
limit 1
