-- The keys that jobs of a tenant wait for.
select distinct key from longhaul_slots where held = 0 and tenant = @tenant order by key limit @limit
