-- The time, and with it the schedules of a project or of all; the time alone where there are none.
select s.project, s.name, s.definition, s.hash, s.paused, s.next_due, s.last_due, s.last_job, s.fired, s.missed, s.skipped, n.now
from (select {schema}.store_now() as now) n
left join {schema}.schedules s on @project is null or s.project = @project
order by s.project, s.name
