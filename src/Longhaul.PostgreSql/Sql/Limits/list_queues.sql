-- The limits of queues.
select queue, running, rate_starts, rate_window, project, exists (select 1 from {schema}.pauses p where p.scope = 0 and p.name = l.queue), false, false
from {schema}.queue_limits l where queue = any(@queues)
