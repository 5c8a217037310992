-- The first of each priority in the lines of the keys, the one that has waited longest first, without those of paused tenants.
select distinct w.job_id, w.position
from unnest(@keys) as k (key) cross join generate_series(0, 9) as p (priority) cross join lateral (
    select job_id, position from {schema}.slots
    where key = k.key and not held and priority = p.priority::smallint and tenant <> all(@paused)
    order by tag, position
    limit 1) w
order by w.position
