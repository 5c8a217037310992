-- Writes what can change of an open job.
update longhaul_jobs set
    state = @state, queue = @queue, priority = @priority, attempt = @attempt, failures = @failures, crashes = @crashes, releases = @releases,
    instance = @instance, claim = @claim, worker = @worker, position = @position, tag = @tag, front = @front,
    waiting_for = @waiting_for, open_children = @open_children, admitted = @admitted,
    cancel_requested = @cancel_requested, due_at = @due_at, claimed_at = @claimed_at, started_at = @started_at,
    finished_at = @finished_at, stage = @stage, progress = @progress, eta_seconds = @eta_seconds,
    error_code = @error_code, error_message = @error_message, checkpoint = @checkpoint, output = @output,
    artifacts = @artifacts, decision = @decision, edits = @edits
where id = @id
