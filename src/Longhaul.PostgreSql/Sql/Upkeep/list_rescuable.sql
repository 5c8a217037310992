-- Running jobs whose worker is dead or unknown; those that must never overlap only where its death is certain.
select {job:j}, j.front_lane, j.has_dependents, j.has_needs, coalesce(w.draining, false)
from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id)
join {schema}.jobs j on j.id = held.id and j.state = 3 and j.instance = c.instance and j.claim = c.claim
left join {schema}.workers w on w.instance = c.instance
where w.instance is null or (w.dead and (
    (not j.exclusive and j.slots is null) or w.proven or @beat - w.seen_beat >= @exclusive_ticks))
order by j.id
limit @limit
for no key update of j skip locked
