-- Removes jobs that stand alone from the open jobs.
delete from {schema}.jobs where id = any(@ids)
