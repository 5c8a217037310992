-- Sums costs by group (1: tenant, 2: component, 3: kind, 4: run, 5: day, 6: job, 7: attempt) and currency; whole units and billionths apart, so that no sum is
-- too large.
select key, currency, sum(amount / 1000000000)::bigint, sum(amount % 1000000000)::bigint, count(*)
from (
    select
        (case @by
            when 1 then tenant when 2 then component when 3 then kind when 4 then root_id::text when 5 then to_char(day, 'YYYY-MM-DD')
            when 6 then job_id::text when 7 then attempt::text else '' end) collate "C" as key,
        currency collate "C" as currency, amount
    from {schema}.costs
    where (@tenant is null or tenant = @tenant) and (@since is null or at >= @since) and (@until is null or at < @until)
        and (@currency is null or currency = @currency) and (@job is null or job_id = @job)
        and (@runs is null or root_id = any(@runs))) c
group by key, currency
order by case when @by in (4, 6, 7) then key::bigint end desc, case @by when 5 then key end desc, key, currency
limit @limit
