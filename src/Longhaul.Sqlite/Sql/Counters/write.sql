update longhaul_counters set n = @n where name = @name
