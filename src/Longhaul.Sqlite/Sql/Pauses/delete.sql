-- Lets something paused be claimed again, as far as that cause goes.
delete from longhaul_pauses where scope = @scope and name = @name and cause = @cause
