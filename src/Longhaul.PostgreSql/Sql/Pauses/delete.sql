-- Lets something paused be claimed again, as far as that cause goes.
delete from {schema}.pauses where scope = @scope and name = @name and cause = @cause
