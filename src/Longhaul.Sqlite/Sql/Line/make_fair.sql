-- A lane is fair from its first job of a tenant on.
insert or ignore into longhaul_fair_lanes (queue, priority, virtual) values (@queue, @priority, 0)
