-- Adds jobs.
insert into {schema}.jobs (
    id, root_id, parent_id, kind, queue, priority, tenant, step, is_container, slots, unique_keys, exclusive, on_worker_lost,
    keep_history, created_at, state, attempt, failures, crashes, releases, instance, claim, worker, tag, position, waiting_for, open_children,
    admitted, cancel_requested, due_at, claimed_at, started_at, finished_at, stage, progress, eta_seconds, error_code, error_message,
    checkpoint, output, artifacts, decision, edits, input, definition, queued, front_lane, wake_at, has_dependents, has_needs, may_fail)
select * from unnest(
    @id, @root_id, @parent_id, @kind, @queue, @priority, @tenant, @step, @is_container, @slots, @unique_keys, @exclusive, @on_worker_lost,
    @keep_history, @created_at, @state, @attempt, @failures, @crashes, @releases, @instance, @claim, @worker, @tag, @position, @waiting_for,
    @open_children, @admitted, @cancel_requested, @due_at, @claimed_at, @started_at, @finished_at, @stage, @progress, @eta_seconds,
    @error_code, @error_message, @checkpoint, @output, @artifacts, @decision, @edits, @input, @definition, @queued, @front_lane, @wake_at, @has_dependents,
    @has_needs, @may_fail)
