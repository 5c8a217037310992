-- Ends a worker's lease.
update {schema}.workers set dead = true, proven = true, draining = true where instance = @instance
