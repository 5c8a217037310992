-- Those of some tenants that have a budget.
select name, weight, project, declared, budget, budget_currency, declared_budget, declared_currency, lifted_on from {schema}.tenants
where name = any(@names) and budget is not null order by name collate "C"
