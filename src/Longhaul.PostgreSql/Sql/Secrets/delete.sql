-- Forgets a secret.
delete from {schema}.secrets where tenant = @tenant and name = @name
