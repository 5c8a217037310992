-- The name of a worker that is not dead.
select label from longhaul_workers where instance = @instance and dead = 0
