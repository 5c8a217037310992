delete from longhaul_paused_queues where name = @name
