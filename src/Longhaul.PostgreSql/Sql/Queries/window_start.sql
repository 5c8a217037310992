-- Where a window of so many jobs below an id begins.
select min(id) from (
    select id from (
        (select id from {schema}.jobs where id < @before order by id desc limit @rows)
        union all
        (select id from {schema}.history
         where id < @before and over_on = any(array(select day from {schema}.days where not sealed or min_id < @before))
         order by id desc limit @rows)) newest
    order by id desc
    limit @rows) w
