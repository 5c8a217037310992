-- Notes for each alert that wants it that a plain job failed; it is in history already.
insert into longhaul_notices (alert, event, at, subject, text, job_id, tenant, queue, attempt)
select a.key, @event, @now, h.kind, @text, h.id, h.tenant, h.queue, h.attempt
from longhaul_history h, longhaul_alerts a where h.id = @id and a.events & @event <> 0
order by a.key
