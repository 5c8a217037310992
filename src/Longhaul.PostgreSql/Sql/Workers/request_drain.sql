-- Asks a live worker to drain.
update {schema}.workers set drain_requested = true where instance = @instance and not dead returning label
