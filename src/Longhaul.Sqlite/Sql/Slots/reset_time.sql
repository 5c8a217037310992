-- A line in which nobody with a tag waits begins anew.
delete from longhaul_key_times where key = @key and priority = @priority
