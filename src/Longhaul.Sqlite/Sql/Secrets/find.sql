-- A secret's token.
select token from longhaul_secrets where tenant = @tenant and name = @name
