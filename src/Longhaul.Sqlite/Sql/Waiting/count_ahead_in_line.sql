-- How many wait for a key before a place in its line.
select count(*) from (
    select 1 from longhaul_slots
    where key = @key and held = 0 and (priority > @priority or (priority = @priority and (tag, position) < (@tag, @position)))
    limit @limit)
