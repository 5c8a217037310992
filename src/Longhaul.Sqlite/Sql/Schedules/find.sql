-- One schedule.
select project, name, definition, hash, paused, next_due, last_due, last_job, fired, missed, skipped
from longhaul_schedules where project = @project and name = @name
