-- One of the counters.
select n from longhaul_counters where name = @name
