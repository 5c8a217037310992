-- Removes a schedule that is no longer declared.
delete from {schema}.schedules where project = @project and name = @name
