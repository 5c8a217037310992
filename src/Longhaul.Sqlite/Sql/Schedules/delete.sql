-- Removes a schedule that is no longer declared.
delete from longhaul_schedules where project = @project and name = @name
