select value from longhaul_meta where name = @name
