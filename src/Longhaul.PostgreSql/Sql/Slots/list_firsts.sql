-- Of each set of keys that somebody waits for, one of which is among the keys, the first job, without the sets and jobs that were looked at and those of paused tenants; where it is wanted, only if none
-- of its other keys seems full: these are not locked. Jobs whose set an older program did not write down (0) are listed one by one.
with recursive sets (key, key_set) as (
    select k.key, (select min(s.key_set) from {schema}.slots s where s.key = k.key and not s.held) from unnest(@keys) as k (key)
    union all
    select s.key, (select min(n.key_set) from {schema}.slots n where n.key = s.key and not n.held and n.key_set > s.key_set)
    from sets s where s.key_set is not null
), firsts as (
    select s.key, w.*
    from sets s cross join lateral (
        select job_id, priority, tag, position, key_set from {schema}.slots
        where key = s.key and not held and key_set = s.key_set and job_id <> all(@passed) and tenant <> all(@paused)
        order by priority desc, tag, position
        limit 1) w
    where s.key_set <> 0 and s.key_set <> all(@full)
    union all
    select key, job_id, priority, tag, position, key_set from {schema}.slots
    where key = any(@keys) and not held and key_set = 0 and job_id <> all(@passed) and tenant <> all(@paused)
)
select distinct f.job_id, f.priority, f.tag, f.position, f.key_set
from firsts f
where not @only_with_room or not exists (
    select 1 from {schema}.slots o
    where o.job_id = f.job_id and o.key <> f.key
        and (select count(*) from {schema}.slots h where h.key = o.key and h.held)
            + (select count(*) from {schema}.key_starts t where t.key = o.key and t.until > @now)
        >= (select min(l.max_held) from {schema}.slots l where l.key = o.key and not l.held and l.tenant <> all(@paused)))
order by f.priority desc, f.tag, f.position
limit @limit
