-- The keys that somebody waits for.
select distinct key from longhaul_slots where held = 0
