-- Removes a tree from history.
delete from longhaul_history where id = @root_id or id in (
    select id from longhaul_history where root_id = @root_id and parent_id is not null)
