-- Adds a message.
insert into {schema}.alert_messages (
    alert, event, subject, text, job_id, tenant, queue, attempt, last_job_id, count, first_at, last_at, begun_at, due_at, tries, state)
values (
    @alert, @event, @subject, @text, @job_id, @tenant, @queue, @attempt, @last_job_id, @count, @first_at, @last_at, @begun_at, @due_at, 0, 0)
