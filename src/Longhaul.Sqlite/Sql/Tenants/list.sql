-- Every tenant with a weight, a budget or an open job, with the number of its jobs (states below 5 are open).
with counted (name, waiting, running) as (
    select tenant, state <> 3 and state <> 4, state = 3 from longhaul_jobs where state < 5 and is_container = 0
    union all
    select name, 0, 0 from longhaul_tenants)
select c.name, coalesce(t.weight, 1.0), t.project, sum(waiting), sum(running), t.budget, t.budget_currency
from counted c left join longhaul_tenants t on t.name = c.name
group by c.name order by c.name
