-- Gives a secret a new token for the same value, where it has the one that the caller knows.
update longhaul_secrets set token = @to where tenant = @tenant and name = @name and token = @from
