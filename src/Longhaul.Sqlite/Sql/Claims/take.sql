-- Makes ready jobs running under a token; those that wait for a place are not started.
update longhaul_jobs set
    state = 3, attempt = attempt + 1, instance = @instance, claim = @claim, worker = @worker, claimed_at = @now,
    started_at = iif(id in (select value from json_each(@waiting)), null, @now), front = 0, stage = null, progress = null, eta_seconds = null
where id in (select value from json_each(@ids))
