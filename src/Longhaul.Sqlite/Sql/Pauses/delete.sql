-- Lets something paused be claimed again.
delete from longhaul_pauses where scope = @scope and name = @name
