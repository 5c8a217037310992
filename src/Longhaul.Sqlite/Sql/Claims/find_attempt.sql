-- The number of a running attempt, if it is still the one that holds the job.
select attempt from longhaul_jobs
where id = @id and state = 3 and instance = @instance and claim = @claim
