-- Keeps what running attempts say of themselves; what they do not say stays.
update {schema}.jobs j set
    stage = coalesce(a.stage, j.stage), progress = coalesce(a.progress, j.progress),
    eta_seconds = coalesce(a.eta_seconds, j.eta_seconds), checkpoint = coalesce(a.checkpoint, j.checkpoint)
from unnest(@ids, @instances, @claims, @stages, @progress, @eta_seconds, @checkpoints)
    as a (id, instance, claim, stage, progress, eta_seconds, checkpoint)
where j.id = a.id and j.state = 3 and j.instance = a.instance and j.claim = a.claim
returning j.id, j.instance, j.claim
