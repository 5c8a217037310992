-- A worker's jobs that somebody asked to cancel.
select id, instance, claim from {schema}.jobs where cancel_requested and instance = @instance and state = 3 order by id
