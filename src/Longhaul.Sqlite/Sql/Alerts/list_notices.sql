-- What was noted first for an alert.
select event, at, subject, text, job_id, tenant, queue, attempt, id from longhaul_notices where alert = @alert order by id limit @limit
