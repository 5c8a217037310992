-- Lets claims that lie ahead of the clock, which has gone back, count from now.
update longhaul_queue_starts set at = @now where queue = @queue and at > @now
