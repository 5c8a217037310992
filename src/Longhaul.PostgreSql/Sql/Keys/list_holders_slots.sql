-- The slots of those open jobs that last took one of the keys; without locks.
select j.slots from {schema}.unique_keys k join {schema}.jobs j on j.id = k.job_id where k.key = any(@keys) and j.slots is not null
