-- How many wait for a key before a place in its line.
select count(*) from (
    select 1 from {schema}.slots
    where key = @key and not held and (priority > @priority or (priority = @priority and (tag, position) < (@tag, @position)))
    limit @limit) ahead
