-- Sums costs by group (1: tenant, 2: component, 3: kind, 4: run, 5: day, 6: job, 7: attempt) and currency; whole units and billionths apart, so that no sum is
-- too large.
select
    case @by
        when 1 then tenant when 2 then component when 3 then kind when 4 then cast(root_id as text) when 5 then day
        when 6 then cast(job_id as text) when 7 then cast(attempt as text) else '' end as key,
    currency, sum(amount / 1000000000), sum(amount % 1000000000), count(*)
from longhaul_costs
where (@tenant is null or tenant = @tenant) and (@since is null or at >= @since) and (@until is null or at < @until)
    and (@currency is null or currency = @currency) and (@job is null or job_id = @job)
    and (@runs is null or root_id in (select value from json_each(@runs)))
group by key, currency
order by case when @by in (4, 6, 7) then cast(key as integer) end desc, case @by when 5 then key end desc, key, currency
limit @limit
