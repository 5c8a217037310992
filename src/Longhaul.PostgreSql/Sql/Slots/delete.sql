-- Jobs neither hold their slots nor wait for them any more.
delete from {schema}.slots where job_id = any(@job_ids)
