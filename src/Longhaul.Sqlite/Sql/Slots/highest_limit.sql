select max(max_held) from longhaul_slots where key = @key and held = 0
