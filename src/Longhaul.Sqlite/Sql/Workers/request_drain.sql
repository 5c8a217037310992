-- Asks a live worker to drain.
update longhaul_workers set drain_requested = 1 where instance = @instance and dead = 0 returning label
