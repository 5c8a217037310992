-- The lowest tag of those that wait for a key with a priority, the highest of a tenant's, and how far on its next job goes.
select
    (select min(tag) from longhaul_slots where key = @key and held = 0 and priority = @priority and tag > 0),
    (select max(tag) from longhaul_slots where key = @key and held = 0 and priority = @priority and tenant = @tenant and tag > 0),
    coalesce((select step from longhaul_tenants where name = @tenant), 1000000)
