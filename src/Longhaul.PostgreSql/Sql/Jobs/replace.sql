-- Writes what open jobs are; all else never changes. Their rows are locked already.
update {schema}.jobs j set
    kind = n.kind, queue = n.queue, priority = n.priority, tenant = n.tenant, step = n.step, is_container = n.is_container, slots = n.slots, exclusive = n.exclusive,
    on_worker_lost = n.on_worker_lost, keep_history = n.keep_history, input = n.input, definition = n.definition
from unnest(
    @id, @kind, @queue, @priority, @tenant, @step, @is_container, @slots, @exclusive, @on_worker_lost, @keep_history, @input, @definition)
    as n (id, kind, queue, priority, tenant, step, is_container, slots, exclusive, on_worker_lost, keep_history, input, definition)
where j.id = n.id
