-- Tells other processes to look.
update longhaul_counters set n = n + 1 where name = 'changes' returning n
