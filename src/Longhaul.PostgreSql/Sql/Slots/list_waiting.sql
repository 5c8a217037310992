-- The next jobs that wait for one of the keys, after a place in their order: highest priority first, then tag, then position. Each key's first ones come
-- from its index, however many wait behind them.
select distinct w.job_id, w.priority, w.tag, w.position, w.key_set
from unnest(@keys) as k (key) cross join lateral (
    select job_id, priority, tag, position, key_set from {schema}.slots
    where key = k.key and not held and tenant <> all(@paused) and (priority < @priority or (priority = @priority and (tag, position) > (@tag, @position)))
    order by priority desc, tag, position
    limit @limit) w
order by w.priority desc, w.tag, w.position
limit @limit
