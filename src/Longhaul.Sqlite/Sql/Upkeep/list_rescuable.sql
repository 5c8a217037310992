-- Running jobs whose worker is dead or unknown; those that must never overlap, and those of a queue with a limit, only where its death is certain.
select {job:j}, coalesce(w.draining, 0) as was_draining
from longhaul_jobs j left join longhaul_workers w on w.instance = j.instance
where j.state = 3 and (w.instance is null or (w.dead = 1 and (
    (j.exclusive = 0 and j.slots is null and j.queue not in (select queue from longhaul_queue_limits where running is not null)) or w.proven = 1 or @beat - w.seen_beat >= @exclusive_ticks)))
order by j.id
limit @limit
