-- The tenants that have a weight.
select name, weight, project, declared from longhaul_tenants order by name
