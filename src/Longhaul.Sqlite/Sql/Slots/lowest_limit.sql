-- The least and the most of the limits of those that wait for a key.
select (select min(max_held) from longhaul_slots where key = @key and held = 0), (select max(max_held) from longhaul_slots where key = @key and held = 0)
