-- The most holders that any job waiting for a key allows.
select max(max_held) from longhaul_slots where key = @key and held = 0
