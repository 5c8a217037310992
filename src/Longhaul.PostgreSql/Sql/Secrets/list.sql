-- Secrets behind one of them, by tenant and name; without the tokens.
select tenant, name, set_at, set_by from {schema}.secrets
where @tenant is null or (tenant, name) > (@tenant, @name)
order by tenant, name limit @limit
