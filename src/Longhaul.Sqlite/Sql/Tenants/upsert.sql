-- Adds or changes a tenant.
insert into longhaul_tenants (
    name, weight, step, project, declared, budget, budget_currency, declared_budget, declared_currency, lifted_on)
values (@name, @weight, @step, @project, @declared, @budget, @budget_currency, @declared_budget, @declared_currency, @lifted_on)
on conflict (name) do update set
    weight = excluded.weight, step = excluded.step, project = excluded.project, declared = excluded.declared, budget = excluded.budget,
    budget_currency = excluded.budget_currency, declared_budget = excluded.declared_budget, declared_currency = excluded.declared_currency,
    lifted_on = excluded.lifted_on
