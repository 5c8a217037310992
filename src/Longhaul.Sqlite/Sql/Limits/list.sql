-- The queues with limits.
select queue, running, rate_starts, rate_window_ms, project, queue in (select name from longhaul_pauses where scope = 0)
from longhaul_queue_limits order by queue
