-- Writes what can change of open jobs. Their rows are locked already.
update {schema}.jobs j set
    state = n.state, queue = n.queue, priority = n.priority, attempt = n.attempt, failures = n.failures, crashes = n.crashes, releases = n.releases,
    instance = n.instance, claim = n.claim, worker = n.worker, tag = n.tag, position = n.position, waiting_for = n.waiting_for,
    open_children = n.open_children, admitted = n.admitted, cancel_requested = n.cancel_requested, due_at = n.due_at,
    claimed_at = n.claimed_at, started_at = n.started_at, finished_at = n.finished_at, stage = n.stage, progress = n.progress,
    eta_seconds = n.eta_seconds, error_code = n.error_code, error_message = n.error_message, checkpoint = n.checkpoint,
    output = n.output, artifacts = n.artifacts, decision = n.decision, edits = n.edits, queued = n.queued, front_lane = n.front_lane, wake_at = n.wake_at,
    has_dependents = n.has_dependents, has_needs = n.has_needs
from unnest(
    @id, @state, @queue, @priority, @attempt, @failures, @crashes, @releases, @instance, @claim, @worker, @tag, @position, @waiting_for, @open_children,
    @admitted, @cancel_requested, @due_at, @claimed_at, @started_at, @finished_at, @stage, @progress, @eta_seconds, @error_code,
    @error_message, @checkpoint, @output, @artifacts, @decision, @edits, @queued, @front_lane, @wake_at, @has_dependents, @has_needs)
    as n (
        id, state, queue, priority, attempt, failures, crashes, releases, instance, claim, worker, tag, position, waiting_for, open_children,
        admitted, cancel_requested, due_at, claimed_at, started_at, finished_at, stage, progress, eta_seconds, error_code,
        error_message, checkpoint, output, artifacts, decision, edits, queued, front_lane, wake_at, has_dependents, has_needs)
where j.id = n.id
