-- The slots of jobs that have any; they never change.
select slots from {schema}.jobs where id = any(@ids) and slots is not null
