-- A worker.
select * from longhaul_workers where instance = @instance
