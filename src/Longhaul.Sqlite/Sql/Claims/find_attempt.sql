select attempt from longhaul_jobs
where id = @id and state = 3 and instance = @instance and claim = @claim
