-- The claims from a queue after an instant. One that lies ahead of the clock, which has gone back, counts from now.
select min(at, @now), starts from longhaul_queue_starts where queue = @queue and at > @after order by at
