update longhaul_jobs set started_at = coalesce(started_at, @now) where id = @id returning parent_id
