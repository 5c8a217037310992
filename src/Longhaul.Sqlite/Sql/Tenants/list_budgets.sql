-- Those of some tenants that have a budget.
select name, weight, project, declared, budget, budget_currency, declared_budget, declared_currency, lifted_on from longhaul_tenants
where name in (select value from json_each(@names)) and budget is not null order by name
