-- Writes a plain job that ended into history.
insert into longhaul_history ({job})
select
    j.id, j.root_id, j.parent_id, j.kind, j.queue, j.priority, j.tenant, j.step, j.is_container, j.slots,
    j.unique_keys, j.exclusive, j.on_worker_lost, j.keep_history, j.created_at, @state, j.attempt,
    j.failures + (@state = 6), 0, j.releases, j.instance, j.claim, j.worker, j.tag, j.position, 0,
    j.waiting_for, j.open_children, j.admitted, j.cancel_requested, null, j.claimed_at, coalesce(j.started_at, max(j.claimed_at, @now - @ran_ms)), @now,
    iif(@state = 7, null, j.stage), iif(@state = 7, null, j.progress), null, j.decision, @error_code,
    @error_message, j.checkpoint, coalesce(@output, j.output), coalesce(@artifacts, j.artifacts), j.input,
    j.definition, j.may_fail, j.edits
from longhaul_jobs j where j.id = @id
