-- Months all of whose costs are older than what is kept, the oldest first.
select m.month from {schema}.cost_months m
where m.month + interval '1 month' <= @before and not exists (select 1 from {schema}.costs c where c.month = m.month and c.day >= @before)
order by m.month
