-- The least of the limits of those that wait for a key.
select min(max_held) from longhaul_slots where key = @key and held = 0
