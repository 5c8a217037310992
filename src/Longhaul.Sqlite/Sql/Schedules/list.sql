-- The schedules of a project, or of all.
select project, name, definition, hash, paused, next_due, last_due, last_job, fired, missed, skipped
from longhaul_schedules where @project is null or project = @project
order by project, name
