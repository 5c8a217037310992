-- Notes something for each alert that wants it.
insert into longhaul_notices (alert, event, at, subject, text, job_id, tenant, queue, attempt)
select key, @event, @now, @subject, @text, @job_id, @tenant, @queue, @attempt from longhaul_alerts where events & @event <> 0
order by key
