-- The next jobs that wait for one of the keys, after a place in their order: highest priority first, then position. Each key's first ones come
-- from its index, however many wait behind them.
select distinct w.job_id, w.priority, w.position
from unnest(@keys) as k (key) cross join lateral (
    select job_id, priority, position from {schema}.slots
    where key = k.key and not held and (priority < @priority or (priority = @priority and position > @position))
    order by priority desc, position
    limit @limit) w
order by w.priority desc, w.position
limit @limit
