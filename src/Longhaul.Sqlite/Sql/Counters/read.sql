select n from longhaul_counters where name = @name
