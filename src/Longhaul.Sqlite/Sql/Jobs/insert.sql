-- Adds a job.
insert into longhaul_jobs (
    id, root_id, parent_id, kind, queue, priority, tenant, step, is_container, slots, unique_keys, exclusive,
    on_worker_lost, keep_history, may_fail, created_at, state, admitted, position, tag, waiting_for, due_at, input, definition)
values (
    @id, @root_id, @parent_id, @kind, @queue, @priority, @tenant, @step, @is_container, @slots, @unique_keys,
    @exclusive, @on_worker_lost, @keep_history, @may_fail, @created_at, @state, @admitted, @position, @tag, @waiting_for, @due_at, @input,
    @definition)
