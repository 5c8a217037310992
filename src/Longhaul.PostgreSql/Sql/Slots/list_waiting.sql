-- The next jobs that wait for one of the keys, after a place in their order: highest priority first, then position.
select distinct job_id, priority, position from {schema}.slots
where key = any(@keys) and not held and (priority < @priority or (priority = @priority and position > @position))
order by priority desc, position
limit @limit
