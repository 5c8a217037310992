-- The keys that somebody waits for whose tenant is not paused.
select distinct key from longhaul_slots where held = 0 and tenant not in (select value from json_each(@paused))
