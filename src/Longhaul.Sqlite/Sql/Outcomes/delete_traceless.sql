-- Removes a job that succeeded and leaves no trace, if its end concerns nobody else and no attempt before this one was kept.
delete from longhaul_jobs
where id = @id and state = 3 and instance = @instance and claim = @claim and parent_id is null and slots is null
    and not exists (select 1 from longhaul_dependencies where depends_on = @id)
    and keep_history = 0 and attempt = 1
    and not exists (select 1 from longhaul_dependencies where job_id = @id)
    and not exists (select 1 from longhaul_logs where job_id = @id)
