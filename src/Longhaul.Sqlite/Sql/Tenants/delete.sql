-- Forgets a tenant's weight.
delete from longhaul_tenants where name = @name
