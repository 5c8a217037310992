-- Nothing is left of a day.
delete from {schema}.days where day = @day
