-- Forgets what jobs waited for.
delete from {schema}.dependencies where job_id = any(@ids)
