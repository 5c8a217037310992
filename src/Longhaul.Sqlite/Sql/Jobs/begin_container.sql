-- Notes when a run's first child was started; answers with the run above it.
update longhaul_jobs set started_at = coalesce(started_at, @now) where id = @id returning parent_id
