-- Removes a tree from history.
delete from {schema}.history
where (id = @root_id and parent_id is null) or (root_id = @root_id and parent_id is not null)
returning id
