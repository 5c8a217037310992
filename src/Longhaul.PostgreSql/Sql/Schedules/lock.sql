-- One schedule, which nobody else changes until the transaction ends.
select project, name, definition, hash, paused, next_due, last_due, last_job, fired, missed, skipped
from {schema}.schedules where project = @project and name = @name
for no key update
