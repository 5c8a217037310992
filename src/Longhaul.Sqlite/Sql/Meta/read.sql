-- A fact about the file.
select value from longhaul_meta where name = @name
