-- The schedules of a project, which nobody else changes until the transaction ends.
select project, name, definition, hash, paused, next_due, last_due, last_job, fired, missed, skipped
from {schema}.schedules where project = @project
order by name
for no key update
