-- An alert's messages that are pending, or were first to be sent after an instant.
select
    id, alert, event, subject, text, job_id, tenant, queue, attempt, last_job_id, count, first_at, last_at, begun_at, due_at, tries, state, error,
    settled_at
from longhaul_alert_messages where alert = @alert and (begun_at > @after or state = 0)
order by id
