-- Removes a tree from the open jobs.
delete from {schema}.jobs where id = any(array(
    select id from {schema}.jobs where id = @root_id
    union all
    select id from {schema}.jobs where root_id = @root_id and parent_id is not null))
returning id
