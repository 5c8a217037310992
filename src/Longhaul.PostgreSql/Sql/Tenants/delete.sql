-- Forgets a tenant's weight.
delete from {schema}.tenants where name = @name
