-- Running jobs whose worker is dead or unknown; those that must never overlap, and those of a queue with a limit, only where its death is
-- certain. Jobs are looked up one by one
-- (offset 0): as a join the server might read the whole table of jobs, which on a busy store took a second of every two.
select {job:j}, j.front_lane, j.has_dependents, j.has_needs, coalesce(w.draining, false)
from (
    select c.instance, c.claim, unnest(c.job_ids) as id, w.draining, w.instance is null or w.proven or @beat - w.seen_beat >= @exclusive_ticks as is_certain
    from {schema}.claims c left join {schema}.workers w on w.instance = c.instance
    where w.instance is null or w.dead
    offset 0) w
cross join lateral (
    select * from {schema}.jobs where id = w.id and state = 3 and instance = w.instance and claim = w.claim
        and ((not exclusive and slots is null and queue <> all(array(select queue from {schema}.queue_limits where running is not null))) or w.is_certain)
    for no key update skip locked) j
order by j.id
limit @limit
