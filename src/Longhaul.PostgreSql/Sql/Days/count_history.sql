-- How many jobs a day's history holds.
select count(*) from {schema}.history where over_on = @day
