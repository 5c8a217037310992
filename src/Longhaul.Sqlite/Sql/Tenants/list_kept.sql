-- The tenants that have a weight or a budget.
select name, weight, project, declared, budget, budget_currency, declared_budget, declared_currency, lifted_on from longhaul_tenants order by name
