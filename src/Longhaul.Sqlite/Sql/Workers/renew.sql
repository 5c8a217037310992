-- Renews a live worker's lease; what it does not say anew of its memory stands.
update longhaul_workers set seen_beat = @beat, renewed_at = @now, draining = max(draining, @draining), memory = coalesce(@memory, memory)
where instance = @instance and dead = 0
returning drain_requested
