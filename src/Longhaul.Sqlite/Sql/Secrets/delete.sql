-- Forgets a secret.
delete from longhaul_secrets where tenant = @tenant and name = @name
