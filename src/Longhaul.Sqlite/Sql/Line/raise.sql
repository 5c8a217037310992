-- The virtual time of a lane is at least the tag of what was claimed there.
update longhaul_fair_lanes set virtual = @tag where queue = @queue and priority = @priority and virtual < @tag
