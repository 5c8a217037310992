-- The claims from a queue after an instant. One that lies ahead of the clock, which has gone back, counts from now.
select least(at, @now), starts from {schema}.queue_starts where queue = @queue and at > @after order by at
