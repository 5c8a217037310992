-- Forgets the attempts of jobs.
delete from {schema}.attempts where job_id = any(@ids)
