-- The tenants that are paused.
select distinct name from longhaul_pauses where scope = 2
