-- Renews a live worker's lease.
update {schema}.workers set seen_beat = @beat, renewed_at = @now, draining = draining or @draining
where instance = @instance and not dead
returning drain_requested
