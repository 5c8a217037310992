-- Forgets the times of lines in which nobody with a tag waits: they say nothing.
delete from longhaul_key_times where not exists (
    select 1 from longhaul_slots s where s.key = longhaul_key_times.key and s.priority = longhaul_key_times.priority and s.held = 0 and s.tag > 0)
