-- Renews a live worker's lease.
update longhaul_workers set seen_beat = @beat, renewed_at = @now, draining = max(draining, @draining)
where instance = @instance and dead = 0
returning drain_requested
