-- How many jobs hold a key, with the starts that count under it.
select (select count(*) from longhaul_slots where key = @key and held = 1) + (select count(*) from longhaul_key_starts where key = @key and until > @now)
