-- Marks a claimed attempt as started.
update longhaul_jobs set started_at = coalesce(started_at, @now)
where id = @id and state = 3 and instance = @instance and claim = @claim
