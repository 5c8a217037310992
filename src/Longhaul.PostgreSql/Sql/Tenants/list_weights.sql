-- The tenants that have a weight.
select name, weight, project, declared from {schema}.tenants order by name
