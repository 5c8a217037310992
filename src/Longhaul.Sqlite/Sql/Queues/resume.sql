-- Lets a paused queue be claimed again.
delete from longhaul_paused_queues where name = @name
