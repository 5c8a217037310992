-- Writes what becomes of a message: more of the same, or that it is handed out.
update longhaul_alert_messages set
    count = @count, last_job_id = @last_job_id, last_at = @last_at, due_at = @due_at, tries = @tries, state = @state
where id = @id
