-- The tenants that are paused.
select distinct name from {schema}.pauses where scope = 2
