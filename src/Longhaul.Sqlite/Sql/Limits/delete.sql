-- Takes the limits of a queue away.
delete from longhaul_queue_limits where queue = @queue
