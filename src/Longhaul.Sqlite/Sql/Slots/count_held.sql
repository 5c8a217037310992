-- How many jobs hold a key.
select count(*) from longhaul_slots where key = @key and held = 1
