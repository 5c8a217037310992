-- An alert's messages that are to be handed out: those whose time has come, and those of which nothing was heard in time.
select
    id, alert, event, subject, text, job_id, tenant, queue, attempt, last_job_id, count, first_at, last_at, begun_at, due_at, tries, state, error,
    settled_at
from longhaul_alert_messages where alert = @alert and state < 2 and due_at <= @now
order by due_at, id limit @limit
