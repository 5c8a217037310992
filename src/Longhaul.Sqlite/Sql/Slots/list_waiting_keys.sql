select distinct key from longhaul_slots where held = 0
