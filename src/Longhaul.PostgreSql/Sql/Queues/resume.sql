-- Lets a paused queue be claimed again.
delete from {schema}.paused_queues where name = @name
