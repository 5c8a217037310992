-- Keeps a counter.
update longhaul_counters set n = @n where name = @name
