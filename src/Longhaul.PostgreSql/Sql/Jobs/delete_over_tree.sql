-- Removes a tree from history, where it is under one of these days.
delete from {schema}.history
where ((id = @root_id and parent_id is null) or (root_id = @root_id and parent_id is not null)) and over_on = any(@over)
returning id
