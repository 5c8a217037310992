-- Forgets the attempts of jobs that began on one of these days.
delete from {schema}.attempts where job_id = any(@ids) and claimed_on = any(@days)
