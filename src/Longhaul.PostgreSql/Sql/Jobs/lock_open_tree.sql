-- A tree that is not over, in the order of ids, locked.
select {job}, front_lane, has_dependents, has_needs from {schema}.jobs
where id = any(array(
    select id from {schema}.jobs where id = @root_id and parent_id is null
    union all
    select id from {schema}.jobs where root_id = @root_id and parent_id is not null))
order by id
for no key update
