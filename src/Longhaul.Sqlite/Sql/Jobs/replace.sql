-- Writes what an open job is; all else never changes.
update longhaul_jobs set
    kind = @kind, queue = @queue, priority = @priority, tenant = @tenant, step = @step, is_container = @is_container, slots = @slots, exclusive = @exclusive,
    on_worker_lost = @on_worker_lost, keep_history = @keep_history, input = @input, definition = @definition
where id = @id
