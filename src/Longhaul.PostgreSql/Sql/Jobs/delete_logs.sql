-- Forgets the output of jobs.
delete from {schema}.logs where job_id = any(@ids)
