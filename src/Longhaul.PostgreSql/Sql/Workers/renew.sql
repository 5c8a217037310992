-- Renews a live worker's lease; what it does not say anew of its memory stands.
update {schema}.workers set seen_beat = @beat, renewed_at = @now, draining = draining or @draining, memory = coalesce(@memory, memory)
where instance = @instance and not dead
returning drain_requested
