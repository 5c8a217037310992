select 1 from longhaul_paused_queues where name = @name
