-- Forgets what a tenant was given.
delete from {schema}.tenants where name = @name
