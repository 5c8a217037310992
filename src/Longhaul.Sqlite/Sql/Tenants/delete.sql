-- Forgets what a tenant was given.
delete from longhaul_tenants where name = @name
