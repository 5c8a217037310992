-- Notes things for each alert that wants them, in the order in which they happened.
insert into {schema}.notices (alert, event, at, subject, text, job_id, tenant, queue, attempt)
select a.key, n.event, @now, n.subject, n.text, n.job_id, n.tenant, n.queue, n.attempt
from unnest(@events, @subjects, @texts, @job_ids, @tenants, @queues, @attempts)
    with ordinality n (event, subject, text, job_id, tenant, queue, attempt, number)
join {schema}.alerts a on a.events & n.event <> 0
order by n.number
