-- Of a line, a key and a priority: whether anybody with a tag waits there, its time, the highest tag of a tenant's, and how far on its next job goes.
select
    exists (select 1 from longhaul_slots where key = @key and held = 0 and priority = @priority and tag > 0),
    coalesce((select time from longhaul_key_times where key = @key and priority = @priority), 0),
    (select max(tag) from longhaul_slots where key = @key and held = 0 and priority = @priority and tenant = @tenant and tag > 0),
    coalesce((select step from longhaul_tenants where name = @tenant), 1000000)
