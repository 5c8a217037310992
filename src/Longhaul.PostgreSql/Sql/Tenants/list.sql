-- Every tenant with a weight, a budget or an open job, with the number of its jobs (states below 5 are open).
with counted (name, waiting, running) as (
    select tenant, count(*) filter (where state not in (3, 4)), count(*) filter (where state = 3)
    from {schema}.jobs where state < 5 and not is_container group by tenant
    union all
    select name, 0, 0 from {schema}.tenants)
select c.name, coalesce(max(t.weight), 1), max(t.project), sum(waiting)::bigint, sum(running)::bigint, max(t.budget), max(t.budget_currency)
from counted c left join {schema}.tenants t on t.name = c.name
group by c.name order by c.name collate "C"
