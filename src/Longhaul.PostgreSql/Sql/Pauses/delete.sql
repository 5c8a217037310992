-- Lets something paused be claimed again.
delete from {schema}.pauses where scope = @scope and name = @name
