-- The least of the limits of those that wait for a key and whose tenants are not paused.
select min(max_held) from longhaul_slots where key = @key and held = 0 and tenant not in (select name from longhaul_pauses where scope = 2)
