-- A running attempt's job, if its end concerns nobody else: no parent, no slots, nobody that waits for it.
select keep_history from longhaul_jobs
where id = @id and state = 3 and instance = @instance and claim = @claim and parent_id is null and slots is null
    and not exists (select 1 from longhaul_dependencies where depends_on = @id)
