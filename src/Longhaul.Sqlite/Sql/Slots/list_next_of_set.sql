-- The next job that waits for one of the keys and has the same set of them, after a place in line.
select job_id, priority, tag, position, key_set from longhaul_slots
where key in (select value from json_each(@keys)) and held = 0 and key_set = @key_set
    and tenant not in (select value from json_each(@paused))
    and (priority < @priority or (priority = @priority and (tag, position) > (@tag, @position)))
order by priority desc, tag, position
limit 1
