-- The next jobs that wait for one of the keys, after a place in their order: highest priority first, then tag, then position.
select distinct job_id, priority, tag, position, key_set from longhaul_slots
where key in (select value from json_each(@keys)) and held = 0 and tenant not in (select value from json_each(@paused))
    and (priority < @priority or (priority = @priority and (tag, position) > (@tag, @position)))
order by priority desc, tag, position
limit @limit
