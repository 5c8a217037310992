-- The newest messages.
select
    id, alert, event, subject, text, job_id, tenant, queue, attempt, last_job_id, count, first_at, last_at, begun_at, due_at, tries, state, error,
    settled_at
from {schema}.alert_messages order by id desc limit @limit
