-- Forgets the output of jobs whose attempts began on one of these days.
delete from {schema}.logs where job_id = any(@ids) and claimed_on = any(@days)
