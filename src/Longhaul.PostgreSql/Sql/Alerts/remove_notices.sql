-- Removes what was noted first for an alert.
with gone as (
    delete from {schema}.notices where id in (select id from {schema}.notices where alert = @alert order by id limit @limit)
    returning *)
select event, at, subject, text, job_id, tenant, queue, attempt from gone order by id
