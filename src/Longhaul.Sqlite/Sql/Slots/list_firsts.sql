-- Of each set of keys that somebody waits for, one of which is among the keys, the first job, without the sets and jobs that were looked at and those of paused tenants; where it is wanted, only if none
-- of its other keys is full. Jobs whose set an older program did not write down (0) are listed one by one.
with recursive sets (key, key_set) as (
    select k.value, (select min(key_set) from longhaul_slots where key = k.value and held = 0) from json_each(@keys) k
    union all
    select s.key, (select min(key_set) from longhaul_slots where key = s.key and held = 0 and key_set > s.key_set) from sets s where s.key_set is not null
), firsts (key, job_id) as materialized (
    select s.key, (
        select job_id from longhaul_slots
        where key = s.key and held = 0 and key_set = s.key_set and job_id not in (select value from json_each(@passed))
            and tenant not in (select value from json_each(@paused))
        order by priority desc, tag, position limit 1)
    from sets s
    where s.key_set is not null and s.key_set <> 0 and s.key_set not in (select value from json_each(@full))
    union all
    select key, job_id from longhaul_slots
    where key in (select value from json_each(@keys)) and held = 0 and key_set = 0 and job_id not in (select value from json_each(@passed))
        and tenant not in (select value from json_each(@paused))
)
select distinct w.job_id, w.priority, w.tag, w.position, w.key_set
from firsts f join longhaul_slots w on w.key = f.key and w.job_id = f.job_id
where not @only_with_room or not exists (
    select 1 from longhaul_slots o
    where o.job_id = f.job_id and o.key <> f.key
        and (select count(*) from longhaul_slots h where h.key = o.key and h.held = 1)
            + (select count(*) from longhaul_key_starts t where t.key = o.key and t.until > @now)
        >= (select min(l.max_held) from longhaul_slots l where l.key = o.key and l.held = 0
            and l.tenant not in (select value from json_each(@paused))))
order by w.priority desc, w.tag, w.position
limit @limit
