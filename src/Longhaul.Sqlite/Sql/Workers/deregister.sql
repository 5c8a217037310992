-- Ends a worker's lease.
update longhaul_workers set dead = 1, proven = 1, draining = 1 where instance = @instance
