-- How many costs a month has.
select count(*) from {schema}.costs where month = @day
