-- Where a window of so many jobs below an id begins.
select min(id) from (
    select id from longhaul_jobs where id < @before
    union all
    select id from longhaul_history where id < @before
    order by id desc
    limit @rows)
