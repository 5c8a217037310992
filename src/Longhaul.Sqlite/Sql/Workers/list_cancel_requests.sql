-- A worker's jobs that somebody asked to cancel.
select id, instance, claim from longhaul_jobs
where instance = @instance and state = 3 and cancel_requested = 1 order by id
